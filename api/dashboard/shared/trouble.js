// What the program refused, or that it cannot be reached: a sentence beside what was touched.
import { h, icon, setShown } from "/shared/dom.js";
import { saidOf } from "/shared/refusal.js";

export function createTrouble() {
  const element = h("p.notice.trouble", { role: "alert", hidden: true });
  return {
    element,
    clear: () => setShown(element, false),
    /** Show what went wrong; anything that is no answer of the program is a mistake of ours. */
    tell(error) {
      element.replaceChildren(icon("warning"), h("span", {}, ...saidOf(error)));
      setShown(element, true);
      element.scrollIntoView({ block: "nearest" });
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
