// The pause: one touch, at the top. What is so stands in words beside it at once.
import { post, remove } from "/shared/api.js";
import { button, h, setIcon, setText } from "/shared/dom.js";
import { clock } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { createTrouble } from "/shared/trouble.js";

const DOUBLE_TOUCH_MS = 700; // the button changes under the finger: a second touch is no answer to it
const TRUST_MS = 2000; // a snapshot sent before the change may still be on its way

const ICONS = { measuring: "camera", lost: "no_signal", cut: "no_signal", unknown: "starting" };

/** Which of the three it is: it measures, a hand paused it, or the shop is closed. */
const kindOf = (pause) => (pause.paused ? (pause.reason === "closed" ? "closed" : "hand") : "measuring");

export function createPause(meta, { onChanged }) {
  let pause = null; // as the program told it last
  let lost = false; // the camera gives no pictures, so nothing is measured whatever is wanted
  let cut = false; // the program cannot be heard
  let changing = null; // "pausing" or "resuming"
  let changedMs = -Infinity;

  const disc = h("span.disc");
  const word = h("p.pause-word");
  const note = h("p.pause-note");
  const label = h("span");
  const sign = h("span.pause-sign");
  const touch = button(h("button.big.pause-button", { type: "button" }, sign, label), change);
  const trouble = createTrouble();
  const element = h(
    "section.panel.pause",
    { "aria-label": t("pause.label") },
    h("div.pause-now", {}, disc, h("div", { role: "status" }, word, note)),
    touch,
    trouble.element,
  );

  function show() {
    const wanted = changing ?? (pause !== null ? kindOf(pause) : cut ? "cut" : "unknown");
    const kind = wanted === "measuring" && lost ? "lost" : wanted;
    element.dataset.pause = kind;
    element.dataset.state = kind === "measuring" ? "customer" : "paused";
    const since = pause?.since_utc ? clock(Date.parse(pause.since_utc), meta.time_zone) : "";
    setIcon(disc, ICONS[kind] ?? "paused");
    setText(word, t(`pause.word_${kind}`, { time: since }));
    setText(note, t(`pause.note_${kind}`));
    const resumes = kind === "hand" || kind === "resuming";
    setIcon(sign, resumes ? "play" : "paused");
    setText(label, t(resumes ? "pause.resume" : kind === "closed" ? "pause.stay" : "pause.pause"));
    touch.classList.toggle("is-quiet", kind === "closed");
    touch.setAttribute("aria-busy", String(changing !== null));
  }

  async function change() {
    if (changing !== null || performance.now() - changedMs < DOUBLE_TOUCH_MS) return;
    const resumes = pause !== null && kindOf(pause) === "hand";
    const path = `/counters/${encodeURIComponent(meta.counter)}/pause`;
    changing = resumes ? "resuming" : "pausing";
    trouble.clear();
    show();
    try {
      pause = resumes ? await remove(path) : await post(path);
    } catch (error) {
      trouble.tell(error);
      return;
    } finally {
      changing = null;
      changedMs = performance.now();
      show();
    }
    onChanged();
  }

  show();
  return {
    element,
    /** `told` is the pause of a snapshot or of today's answer, null without either; `camera` stands in the former. */
    update(told, camera = null) {
      if (camera !== null) lost = camera.health === "lost";
      if (changing !== null || performance.now() - changedMs < TRUST_MS) return;
      pause = told;
      cut = told === null;
      show();
    },
  };
}
