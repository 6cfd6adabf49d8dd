// What the program refused, or that it cannot be reached: a sentence beside what was touched.
import { Refused, Unreachable } from "/js/api.js";
import { h, icon, setShown } from "/js/dom.js";
import { t } from "/js/i18n.js";

export function createTrouble() {
  const element = h("p.notice.trouble", { role: "alert", hidden: true });
  return {
    element,
    clear: () => setShown(element, false),
    /** Anything that is no answer of the program is a mistake of ours. */
    tell(error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      const said =
        error instanceof Refused
          ? [t("own.refused"), " ", h("span", { lang: "en" }, error.message)]
          : [t("own.unreachable")];
      element.replaceChildren(icon("warning"), h("span", {}, ...said));
      setShown(element, true);
    },
  };
}
