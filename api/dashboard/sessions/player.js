// Plays one session or two on one axis: a playhead that keyboard, finger and mouse can move.
import { button, h, icon, setIcon, setShown, setText } from "/shared/dom.js";
import { exact } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { stateText } from "/shared/reasons.js";
import { SPEEDS } from "/sessions/clock.js";
import { bandAt, customerAt, place } from "/sessions/timeline.js";
import { createLanes } from "/sessions/lanes.js";

const STEP_S = 1;
const LEAP_S = 10;
const LETTERS = ["A", "B"];
const NOTE_SHOWN_S = 4; // of the reader's time

/**
 * `timelines`: one or two; `clock` of clock.js, which outlives this element. `onMove(atS)`
 * runs whenever the playhead has moved; `moments()` gives the places that the two jumps go to.
 */
export function createPlayer({ timelines, clock, onMove = () => {}, moments = () => [] }) {
  const several = timelines.length > 1;
  const lanes = createLanes(timelines, clock.lengthS, { letters: several ? LETTERS : null, onSeek: seek });
  const readouts = timelines.map((timeline, index) => createReadout(timeline, several ? LETTERS[index] : null));
  const position = h("p.position", {});
  const playWord = h("span.play-word");
  const playIcon = h("span.play-icon");
  const play = button(h("button.big.play", { type: "button" }, playIcon, playWord), toggle);
  const speeds = SPEEDS.map((speed) =>
    button(h("button", { type: "button", "data-speed": speed }, t("replay.times", { speed: exact(speed) })), () => {
      clock.setSpeed(speed);
      show();
    }),
  );
  const back = jump("previous", "replay.previous", -1);
  const forth = jump("next", "replay.next", 1);
  const element = h(
    "section.panel.player",
    { "aria-label": t("replay.player") },
    h("div.readouts", {}, ...readouts.map((each) => each.element)),
    lanes.element,
    h(
      "div.player-controls",
      {},
      back,
      play,
      forth,
      position,
      h("div.segmented.speeds", { role: "group", "aria-label": t("replay.speed") }, ...speeds),
    ),
    h("details.as-table.keys", {}, h("summary", {}, t("replay.keys")), h("p.small", {}, t("replay.keys_text"))),
  );

  function jump(name, key, by) {
    return button(h("button.icon-button", { type: "button", "aria-label": t(key), title: t(key) }, icon(name)), () => {
      const all = moments();
      const at = clock.at();
      const next = by > 0 ? all.find((each) => each > at + 0.05) : all.findLast((each) => each < at - 0.05);
      seek(next ?? (by > 0 ? clock.lengthS : 0));
    });
  }

  let frame = null;
  let lastMs = null;

  function toggle() {
    clock.toggle();
    lastMs = null;
    run();
    show();
  }

  function run() {
    if (frame !== null || !clock.playing()) return;
    frame = requestAnimationFrame((nowMs) => {
      frame = null;
      const elapsedMs = lastMs === null ? 0 : nowMs - lastMs;
      lastMs = nowMs;
      clock.advance(elapsedMs / 1000);
      show();
      run();
    });
  }

  // A page in the background gets no frames: it goes on from where it was seen last.
  function seenAgain() {
    lastMs = null;
  }
  document.addEventListener("visibilitychange", seenAgain);

  function seek(atS) {
    clock.seek(atS);
    show();
  }

  function show() {
    const at = clock.at();
    const playing = clock.playing();
    setIcon(playIcon, playing ? "paused" : "play");
    setText(playWord, t(playing ? "replay.pause" : "replay.play"));
    for (const each of speeds) each.setAttribute("aria-pressed", String(Number(each.dataset.speed) === clock.speed()));
    const words = { at: place(at), length: place(clock.lengthS) };
    setText(position, t("replay.position", words));
    const said = readouts.map((each) => each.show(at, NOTE_SHOWN_S * clock.speed()));
    lanes.show(at, playing, `${t("replay.position", words)}. ${said.join(". ")}`);
    onMove(at);
  }

  const KEYS = {
    ArrowLeft: (event) => seek(clock.at() - (event.shiftKey ? LEAP_S : STEP_S)),
    ArrowRight: (event) => seek(clock.at() + (event.shiftKey ? LEAP_S : STEP_S)),
    ArrowDown: () => seek(clock.at() - STEP_S),
    ArrowUp: () => seek(clock.at() + STEP_S),
    PageDown: () => seek(clock.at() - LEAP_S),
    PageUp: () => seek(clock.at() + LEAP_S),
    Home: () => seek(0),
    End: () => seek(clock.lengthS),
    " ": toggle,
    "+": () => faster(1),
    "-": () => faster(-1),
  };
  const ONLY_ON_AXIS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown"]; // elsewhere they scroll

  function faster(by) {
    clock.shift(by);
    show();
  }

  /** Keys count while the focus is in `area`, except where they write or press something. */
  function takeKeys(area) {
    area.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
      const target = event.target;
      if (target.matches("input, textarea, select")) return;
      if (event.key === " " && target.matches("button, summary, a")) return;
      if (ONLY_ON_AXIS.includes(event.key) && target !== lanes.slider) return;
      event.preventDefault();
      KEYS[event.key](event);
    });
  }

  show();
  run();
  return {
    element,
    seek,
    show,
    takeKeys,
    destroy() {
      if (frame !== null) cancelAnimationFrame(frame);
      frame = null;
      document.removeEventListener("visibilitychange", seenAgain);
      lanes.destroy();
    },
  };
}

/** What is so at the playhead, in words. */
function createReadout(timeline, letter) {
  const disc = h("span.swatch");
  const state = h("p.readout-state");
  const customer = h("p.small.readout-customer");
  const note = h("p.readout-note", { hidden: true });
  const known = timeline.encounters.length > 0;
  const element = h(
    "div.readout",
    { "data-notes": timeline.notes.length > 0 },
    letter === null ? null : h("span.letter", {}, letter),
    disc,
    h("div", {}, state, known ? customer : null),
    note,
  );

  function showNote(atS, lastingS) {
    const near = timeline.notes.findLast((each) => each.at_s <= atS + 0.01 && atS < each.at_s + lastingS);
    setShown(note, near !== undefined);
    if (near === undefined || note.dataset.note === near.note) return;
    note.dataset.note = near.note;
    note.replaceChildren(icon("flag"), h("span", {}, near.text));
  }

  return {
    element,
    /** `noteS`: for how long a note stays. */
    show(atS, noteS) {
      showNote(atS, noteS);
      const over = atS > timeline.session.duration_s;
      const band = bandAt(timeline.bands, atS);
      const name = over ? "gap" : (band.state ?? "gap");
      element.dataset.state = name;
      disc.dataset.state = name;
      setIcon(disc, name === "gap" ? "no_signal" : name);
      setText(state, over ? t("replay.over") : stateText(name, band.reason));
      setText(customer, t(customerAt(timeline.encounters, atS) ? "replay.customer_there" : "replay.customer_not_there"));
      return letter === null ? state.textContent : `${letter}: ${state.textContent}`;
    },
  };
}
