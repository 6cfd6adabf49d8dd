// What the program refused, or that it cannot be reached: a sentence beside what was touched.
import { Refused, Unreachable } from "/js/api.js";
import { h, icon, setShown } from "/js/dom.js";
import { t } from "/js/i18n.js";

export function createTrouble() {
  const element = h("p.notice.trouble", { role: "alert", hidden: true });
  return {
    element,
    clear: () => setShown(element, false),
    /** Show what went wrong; anything that is no answer of the program is a mistake of ours. */
    tell(error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      const said =
        error instanceof Refused
          ? [h("span", {}, t(error.status === 404 ? "trouble.gone" : "trouble.refused")), " ", h("span", { lang: "en" }, error.message)]
          : [t("trouble.unreachable")];
      element.replaceChildren(icon("warning"), h("span", {}, ...said));
      setShown(element, true);
    },
  };
}

/** Do something that asks the program; what it refuses is told. Tells whether it went well. */
export async function attempt(trouble, action) {
  trouble.clear();
  try {
    await action();
    return true;
  } catch (error) {
    trouble.tell(error);
    return false;
  }
}
