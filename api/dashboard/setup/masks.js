// Parts of the picture that nothing is looked for in, drawn over what is where in it: boxes of faces
// and of movement, never the picture. With a finger or a mouse, or with the keyboard alone.
import { get, Refused, Unreachable } from "/shared/api.js";
import { button, drawn, h, icon, setShown, setText } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { createForm, wrongWords } from "/setup/forms.js";

const PAUSE_MS = 400;
const STEP = 0.01;
const LEAST = 0.02; // of a side: what is smaller was a tap
const FRESH = [0.4, 0.4, 0.6, 0.6];
const VIEW = { width: 1600, height: 900 };
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const REMOVERS = { Delete: true, Backspace: true };

const held = (value, low = 0, high = 1) => Math.min(high, Math.max(low, value));
const round = (value) => Math.round(value * 1000) / 1000;
const inPercent = (value) => Math.round(value * 100);

/** The same box elsewhere, as far as the picture goes. */
function moved([left, top, right, bottom], across, down) {
  const x = held(across, -left, 1 - right);
  const y = held(down, -top, 1 - bottom);
  return [left + x, top + y, right + x, bottom + y].map(round);
}

/** The same box with its lower right corner elsewhere. */
function resized([left, top, right, bottom], across, down) {
  return [left, top, held(right + across, left + LEAST), held(bottom + down, top + LEAST)].map(round);
}

/** A box between two corners. */
function between([x1, y1], [x2, y2]) {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)].map((edge) => round(held(edge)));
}

/** What is where, as it is told: `paint` takes the program's answer. */
function createSights() {
  const movement = drawn("g", { class: "sights-movement" });
  const faces = drawn("g", { class: "sights-faces" });
  const box = (each) =>
    drawn("rect", {
      x: each.left * VIEW.width,
      y: each.top * VIEW.height,
      width: (each.right - each.left) * VIEW.width,
      height: (each.bottom - each.top) * VIEW.height,
    });
  return {
    element: drawn("svg", { class: "sights", viewBox: `0 0 ${VIEW.width} ${VIEW.height}`, preserveAspectRatio: "none", "aria-hidden": "true" }, movement, faces),
    paint(view) {
      movement.replaceChildren(...view.movement.map(box));
      faces.replaceChildren(...view.faces.map(box));
    },
  };
}

/** The masks on their stage; `changed` is called whenever one of them is another. */
function createStage(sights, masks, changed) {
  const stage = h("div.masks-stage", { role: "group", "aria-label": t("masks.stage") }, sights.element);
  let parts = [];

  function place(index) {
    const [left, top, right, bottom] = masks[index];
    const { style } = parts[index];
    Object.entries({ left, top, width: right - left, height: bottom - top }).forEach(([name, part]) =>
      style.setProperty(`--mask-${name}`, `${part * 100}%`),
    );
    const edges = { left: inPercent(left), top: inPercent(top), right: inPercent(right), bottom: inPercent(bottom) };
    parts[index].setAttribute("aria-label", t("masks.part", { number: index + 1, ...edges }));
  }

  function put(index, mask) {
    masks[index] = mask;
    place(index);
    changed();
  }

  function draw(focused = null) {
    for (const part of parts) part.remove();
    parts = masks.map((_, index) => createPart(index));
    stage.append(...parts);
    masks.forEach((_, index) => place(index));
    if (focused !== null) (parts[held(focused, 0, parts.length - 1)] ?? stage).focus();
  }

  function createPart(index) {
    const grip = h("span.mask-grip", { "aria-hidden": "true" });
    const part = h("button.mask", { type: "button", "aria-describedby": "masks-keys" }, grip);
    part.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (step !== undefined) put(index, (event.shiftKey ? resized : moved)(masks[index], ...step));
      else if (REMOVERS[event.key]) remove(index);
      else return;
      event.preventDefault();
    });
    return part;
  }

  function remove(index) {
    masks.splice(index, 1);
    draw(masks.length === 0 ? null : index);
    changed();
  }

  const at = (event) => {
    const box = stage.getBoundingClientRect();
    return [held((event.clientX - box.left) / box.width), held((event.clientY - box.top) / box.height)];
  };

  /** Whatever the finger does until it is lifted. */
  function follow(event, drag, done = () => {}) {
    const from = at(event);
    const move = (next) => drag(from, at(next));
    const end = () => {
      stage.removeEventListener("pointermove", move);
      done();
    };
    stage.setPointerCapture(event.pointerId);
    stage.addEventListener("pointermove", move);
    stage.addEventListener("lostpointercapture", end, { once: true });
  }

  stage.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button > 0) return;
    const index = parts.indexOf(event.target.closest(".mask"));
    event.preventDefault();
    if (index >= 0) {
      const before = masks[index];
      const change = event.target.closest(".mask-grip") ? resized : moved;
      parts[index].focus();
      follow(event, ([x1, y1], [x2, y2]) => put(index, change(before, x2 - x1, y2 - y1)));
      return;
    }
    const fresh = masks.length;
    follow(
      event,
      (from, to) => {
        masks[fresh] = between(from, to);
        if (parts.length <= fresh) draw();
        place(fresh);
      },
      () => {
        const mask = masks[fresh];
        if (mask === undefined) return;
        if (mask[2] - mask[0] < LEAST || mask[3] - mask[1] < LEAST) remove(fresh);
        else draw(fresh);
        changed();
      },
    );
  });

  draw();
  return {
    element: stage,
    add() {
      masks.push([...FRESH]);
      draw(masks.length - 1);
      changed();
    },
    /** The one in hand, or the last. */
    removeOne() {
      const index = parts.indexOf(document.activeElement);
      if (masks.length > 0) remove(index < 0 ? masks.length - 1 : index);
    },
    focus: () => (parts[0] ?? stage).focus(),
  };
}

export function createMasksForm(meta, context) {
  const setting = context.setting(`counters.${meta.counter}.masks`);
  const masks = setting.value.map((mask) => [...mask]);
  const sights = createSights();
  const note = h("p.hint", { role: "status" }, t("masks.waiting"));
  const wrong = h("p.wrong", { id: "masks-wrong", hidden: true });
  const less = button(h("button.plain", { type: "button" }, icon("bin"), t("masks.remove")), () => stage.removeOne());
  // The one in hand would be let go before the button hears of it.
  less.addEventListener("pointerdown", (event) => event.preventDefault());
  const more = button(h("button.plain", { type: "button" }, t("masks.add")), () => stage.add());
  const stage = createStage(sights, masks, () => {
    less.toggleAttribute("disabled", masks.length === 0);
    stage.element.dispatchEvent(new Event("input", { bubbles: true })); // as of any control of the form
  });
  less.toggleAttribute("disabled", masks.length === 0);

  async function look() {
    if (!stage.element.isConnected) return;
    if (document.visibilityState === "visible") {
      try {
        const view = await get(`/counters/${encodeURIComponent(meta.counter)}/view`);
        if (view.width_px !== null) stage.element.style.setProperty("--masks-ratio", `${view.width_px} / ${view.height_px}`);
        sights.paint(view);
        setText(note, t(view.live ? "masks.live" : "masks.waiting"));
      } catch (error) {
        if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
        setText(note, t("masks.waiting"));
      }
    }
    setTimeout(look, PAUSE_MS);
  }
  setTimeout(look);

  const field = {
    key: setting.key,
    changed: () => (JSON.stringify(masks) === JSON.stringify(setting.value) ? undefined : masks.map((mask) => [...mask])),
    focus: stage.focus,
    fail(error) {
      wrong.replaceChildren(...wrongWords(error));
      setShown(wrong, true);
    },
    clear: () => setShown(wrong, false),
  };
  return createForm({
    id: "masks-form",
    title: t("masks.title"),
    intro: t("masks.intro"),
    body: [stage.element, note, h("p.hint", { id: "masks-keys" }, t("masks.keys")), h("p.buttons", {}, more, less), wrong],
    fields: [field],
    saved: context.saved,
  });
}
