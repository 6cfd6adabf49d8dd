// Whether the camera sees the face well enough, told to whoever aims it: what stands in the way, and
// what helps.
import { h, setIcon, setShown, setText } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { reasonText } from "/shared/reasons.js";

/** What is so now, null where nothing can be told: the camera says why. */
function seenNow({ state, inferred, camera, pause, stale }) {
  if (camera.health !== "ok" || pause.paused || stale || state === null) return null;
  if (state === "unknown" || state === "absent") return state;
  return inferred ? "inferred" : "judged";
}

export function createAim() {
  const sign = h("span.camera-sign");
  const main = h("p");
  const help = h("p.small", { hidden: true });
  const element = h("div.aim", { hidden: true }, sign, h("div", {}, main, help));
  return {
    element,
    /** The newest snapshot of the counter. */
    update(word) {
      const seen = seenNow(word);
      setShown(element, seen !== null);
      if (seen === null) return;
      element.dataset.seen = seen;
      const unknown = seen === "unknown";
      setIcon(sign, seen === "judged" ? "check" : "target");
      setText(main, t(`aim.${seen}`, unknown ? { reason: reasonText(word.reason) } : {}));
      setShown(help, unknown);
      if (unknown) setText(help, t(`aim_help.${word.reason}`));
    },
  };
}
