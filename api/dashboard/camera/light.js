// The light: one word, large, that says whether this device is measuring, and why not.
import { h, setIcon, setShown, setText } from "/shared/dom.js";
import { decimal } from "/shared/format.js";
import { t } from "/shared/i18n.js";

const ICONS = { off: "page_camera", measuring: "check", waiting: "starting", hidden: "warning" };

export function createLight() {
  const disc = h("div.disc");
  const word = h("p.light-word");
  const why = h("p.small");
  const hints = h("ul.hints.small");
  const state = h("p.light-state");
  const numbers = h("p.small");
  // What changes with every picture is told to nobody who did not ask.
  const told = h("div", { "aria-live": "polite" }, word, why, hints);
  const element = h("section.band.light", {}, disc, h("div", {}, told, state, numbers));

  return {
    element,
    /**
     * `kind` is off, measuring, waiting or hidden, `reason` why it waits, `hints` keys of `hint.*`,
     * `state` what the counter sees, `figures` the last answer; the latter two may be null.
     */
    show({ kind, reason, hints: keys, state: seen, figures }) {
      element.dataset.light = kind;
      setIcon(disc, ICONS[kind]);
      setText(word, t(`light.${kind}`));
      setText(why, kind === "waiting" ? t(`light_wait.${reason}`) : t(`light_note.${kind}`));
      const texts = keys.map((key) => t(`hint.${key}`));
      if (texts.join() !== [...hints.children].map((each) => each.textContent).join()) {
        hints.replaceChildren(...texts.map((text) => h("li", {}, text)));
      }
      setShown(hints, texts.length > 0);
      setText(state, seen === null ? "" : t("browser_camera.state", { state: t(`state.${seen}`) }));
      const shown = figures && { rate: decimal(figures.per_s), width: figures.width, height: figures.height };
      setText(numbers, shown ? t("browser_camera.numbers", shown) : "");
    },
  };
}
