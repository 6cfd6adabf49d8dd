// The axis of a replay: tracks, time, playhead. A slider for keyboard and screen readers, a
// surface to click and drag for fingers and mice; long sessions can be drawn wider than the page.
import { button, h, icon, setText } from "/shared/dom.js";
import { keepFocus } from "/shared/focus.js";
import { t } from "/shared/i18n.js";
import { place, ticksOf } from "/sessions/timeline.js";
import { createTrack, statesIn } from "/sessions/track.js";
import { STATES } from "/shared/states.js";

const TICK_PX = 70;
const EDGE_PX = 8; // on either side, as in page.css
const ZOOMS = [1, 2, 4, 8, 16, 32];
const LEAST_SHOWN_S = 20;

export function createLanes(timelines, lengthS, { letters, onSeek }) {
  let zoom = 1;
  let from = 0; // left edge of what is shown, as a part of the whole
  let at = 0;
  const axis = h("div.time-axis");
  const playhead = h("div.playhead", {}, h("div.playhead-line"));
  const scene = h(
    "div.scene",
    {},
    ...timelines.map((each, index) => createTrack(each, lengthS, letters?.[index] ?? null)),
    axis,
    playhead,
  );
  const slider = h(
    "div.lanes",
    {
      role: "slider",
      tabindex: "0",
      "aria-label": t("replay.axis"),
      "aria-valuemin": "0",
      "aria-valuemax": lengthS.toFixed(1),
      "aria-valuenow": "0",
    },
    scene,
  );
  const wider = zoomButton("zoom_in", "replay.zoom_in", 1);
  const narrower = zoomButton("zoom_out", "replay.zoom_out", -1);
  const states = statesIn(timelines);
  const legend = h(
    "ul.legend",
    { "aria-label": t("replay.legend") },
    ...[...STATES, "gap"]
      .filter((state) => states.has(state))
      .map((state) =>
        h("li", {}, h("span.swatch.small-swatch", { "data-state": state }), h("span", {}, t(`state.${state}`))),
      ),
  );
  const shownSpan = h("span.shown-span");
  const zooming = h("div.zooming", {}, shownSpan, narrower, wider);
  const element = h("div.lanes-holder", {}, slider, h("div.under-lanes", {}, legend, zooming));

  function zoomButton(name, key, by) {
    return button(
      h("button.icon-button", { type: "button", "aria-label": t(key), title: t(key) }, icon(name)),
      () => {
        zoom = ZOOMS[Math.min(Math.max(ZOOMS.indexOf(zoom) + by, 0), ZOOMS.length - 1)];
        from = clamped(at / Math.max(lengthS, 1) - 0.5 / zoom);
        keepFocus(drawAxis, () => [wider, narrower]); // at either end the button pressed is off
        put();
      },
    );
  }

  const clamped = (part) => Math.min(Math.max(part, 0), 1 - 1 / zoom);

  function drawAxis() {
    const px = Math.max(slider.clientWidth - 2 * EDGE_PX, 200);
    const ticks = ticksOf(lengthS, (px / TICK_PX) * zoom);
    const isLast = (seconds) => seconds / lengthS > 1 - TICK_PX / 2 / (px * zoom);
    // Its words stand to its left: they need the room of the one before as well.
    const roomPx = ticks.length > 1 ? ((ticks[1] - ticks[0]) / lengthS) * px * zoom : Infinity;
    const steps = ticks.filter((seconds) => seconds === 0 || !isLast(seconds) || roomPx > 1.7 * TICK_PX);
    axis.replaceChildren(
      ...steps.map((seconds) => {
        const tick = h("span.tick-mark", {}, place(seconds));
        tick.style.setProperty("--at", String(seconds / Math.max(lengthS, 1e-9)));
        // The last words would hang over the right edge.
        tick.classList.toggle("is-last", isLast(seconds));
        return tick;
      }),
    );
    wider.disabled = lengthS / (zoom * 2) < LEAST_SHOWN_S || zoom === ZOOMS.at(-1);
    narrower.disabled = zoom === 1;
    zooming.hidden = wider.disabled && narrower.disabled;
  }

  function put() {
    scene.style.setProperty("--zoom", String(zoom));
    scene.style.setProperty("--shift", String(from));
    const range = { from: place(from * lengthS), to: place((from + 1 / zoom) * lengthS) };
    setText(shownSpan, zoom === 1 ? "" : t("replay.shown", range));
  }

  function timeAt(event) {
    const box = slider.getBoundingClientRect();
    const across = (event.clientX - box.left - EDGE_PX) / (box.width - 2 * EDGE_PX);
    const part = Math.min(Math.max(across, 0), 1);
    return (from + part / zoom) * lengthS;
  }

  slider.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    slider.setPointerCapture(event.pointerId);
    onSeek(timeAt(event));
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) onSeek(timeAt(event));
  });

  const resized = new ResizeObserver(drawAxis);
  resized.observe(slider);
  drawAxis();
  put();

  return {
    element,
    slider,
    show(atS, playing, words) {
      at = atS;
      const part = lengthS > 0 ? atS / lengthS : 0;
      playhead.style.setProperty("--at", String(part));
      if (zoom > 1 && (part < from || part > from + 1 / zoom)) {
        from = clamped(part - (playing ? 0.05 : 0.5) / zoom);
        put();
      }
      slider.setAttribute("aria-valuenow", atS.toFixed(1));
      // While it plays a screen reader is left in peace; the words are there when it stops.
      if (!playing) slider.setAttribute("aria-valuetext", words);
    },
    destroy: () => resized.disconnect(),
  };
}
