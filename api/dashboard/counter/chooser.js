// Which of several counters: this device remembers it, and the address may say it.
import { button, h } from "/shared/dom.js";
import { t } from "/shared/i18n.js";

const KEY = "mostrador.counter";

/** The counter of the address, else the one chosen here before, else the first. */
export function remembered(counters) {
  const find = (id) => counters.find((each) => each.counter === id);
  const asked = find(new URLSearchParams(location.search).get("counter"));
  if (asked) return asked;
  try {
    return find(localStorage.getItem(KEY)) ?? counters[0];
  } catch {
    return counters[0]; // storage is switched off
  }
}

function remember(counter) {
  try {
    localStorage.setItem(KEY, counter);
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
  history.replaceState(null, "", `?${new URLSearchParams({ counter })}`);
}

export function createChooser(counters, chosen, onChoice) {
  const buttons = counters.map((each) =>
    button(
      h("button", { type: "button", "data-counter": each.counter, "aria-pressed": String(each === chosen) }, each.name),
      () => {
        remember(each.counter);
        onChoice(each);
        document.querySelector(`.own-chooser [data-counter="${CSS.escape(each.counter)}"]`)?.focus();
      },
    ),
  );
  return h("div.segmented.own-chooser", { role: "group", "aria-label": t("own.counter") }, ...buttons);
}
