// The places of a calibration as a list: which are read, which is being read, and a way to read one anew.
import { button, h, icon } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { placeName } from "/shared/refusal.js";

export function createSteps(look) {
  const element = h("ol.steps");
  let shown = null;

  function item(each, place) {
    const now = each.name === place;
    const kind = now ? "now" : each.done ? "done" : "waiting";
    const mark = h("span.step-mark", {}, each.done ? icon("check") : icon(each.means));
    const words = h("span", {}, placeName(each.name), h("span.step-state", {}, t(`calibrate.step_${kind}`)));
    const redo = h("button.plain", { type: "button", disabled: now }, t(each.done ? "calibrate.redo" : "calibrate.look"));
    redo.setAttribute("aria-label", `${redo.textContent}: ${placeName(each.name)}`);
    return h("li", { "data-kind": kind, "data-state": each.means }, mark, words, button(redo, () => look(each.name)));
  }

  return {
    element,

    /** True when the list looks different now. Drawn again only then: a button keeps its focus. */
    show(state, anew) {
      const looks = JSON.stringify([state.places, state.place, state.readings.length]);
      if (!anew && looks === shown) return false;
      shown = looks;
      element.replaceChildren(...state.places.map((each) => item(each, state.place)));
      return true;
    },
  };
}
