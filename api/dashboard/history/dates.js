// Two dates of one's own choosing, both included.
import { h, setShown } from "/shared/dom.js";
import { plusDays } from "/history/span.js";
import { t } from "/shared/i18n.js";

/** `onChange()` runs when either changes; ids begin with `prefix`. */
export function createDates(prefix, onChange) {
  const [fromId, toId, wrongId] = ["from", "to", "wrong"].map((name) => `${prefix}-${name}`);
  const from = h("input", { type: "date", id: fromId });
  const to = h("input", { type: "date", id: toId, "aria-describedby": wrongId });
  const wrong = h("p.wrong", { id: wrongId, hidden: true }, t("history.dates_wrong"));
  const element = h(
    "div",
    { hidden: true },
    h(
      "div.field-inline",
      {},
      h("label", { for: fromId }, t("history.dates_from")),
      from,
      h("label", { for: toId }, t("history.dates_to")),
      to,
    ),
    wrong,
  );
  for (const control of [from, to]) control.addEventListener("change", () => onChange());

  return {
    element,
    /** `first()` gives the span that stands there at first, its end left out. */
    show(shown, first) {
      setShown(element, shown);
      if (!shown || from.value !== "") return;
      const span = first();
      from.value = span.from;
      to.value = plusDays(span.to, -1);
    },
    /** As the program is asked, the end left out; null, and said so, where it is no span. */
    value() {
      const valid = from.value !== "" && to.value !== "" && from.value <= to.value;
      setShown(wrong, !valid);
      return valid ? { from: from.value, to: plusDays(to.value, 1) } : null;
    },
  };
}
