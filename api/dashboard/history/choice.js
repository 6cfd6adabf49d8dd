// Which counter and which days: buttons, kept in the address so that a page can be sent or printed.
import { button, h, icon } from "/shared/dom.js";
import { dayLong, dayRange, monthYear } from "/shared/format.js";
import { dayAt, midnight, moved, plusDays, SPANS, startOf } from "/history/span.js";
import { t } from "/shared/i18n.js";

const DAY = /^\d{4}-\d\d-\d\d$/;

/** What the address asks for, or this week at the first counter. */
export function readChoice(counters) {
  const asked = new URLSearchParams(location.search);
  const meta = counters.find((each) => each.counter === asked.get("counter")) ?? counters[0];
  const span = SPANS.includes(asked.get("span")) ? asked.get("span") : "week";
  const today = dayAt(meta.time_zone, Date.now());
  const from = asked.get("from") ?? "";
  const valid = DAY.test(from) && !Number.isNaN(midnight(from)) && from <= today;
  return { meta, span, start: startOf(span, valid ? from : today) };
}

export function writeChoice({ meta, span, start }) {
  const query = new URLSearchParams({ counter: meta.counter, span, from: start });
  history.replaceState(null, "", `?${query}`);
}

/** "lunes, 16 de noviembre de 2026", "16–22 de noviembre de 2026", "noviembre de 2026". */
export function spanName(span, start) {
  if (span === "day") return dayLong(midnight(start), "UTC");
  if (span === "month") return monthYear(midnight(start));
  return dayRange(midnight(start), midnight(plusDays(start, 6)));
}

export function createChoiceBar(counters, choice, onChoice) {
  const { meta, span, start } = choice;
  const today = dayAt(meta.time_zone, Date.now());
  const next = moved(span, start, 1);
  const choose = (change, focus) => onChoice({ ...choice, ...change }, focus);

  const group = (label, buttons) => h("div.segmented", { role: "group", "aria-label": label }, ...buttons);
  const lengths = SPANS.map((name) =>
    button(
      h("button", { type: "button", id: `span-${name}`, "aria-pressed": String(name === span) }, t(`history.span_${name}`)),
      () => {
        // From a longer span to a shorter one: its last days, if they are past.
        const last = plusDays(next, -1) < today ? plusDays(next, -1) : today;
        choose({ span: name, start: startOf(name, last) }, `span-${name}`);
      },
    ),
  );
  const step = (by, name, disabled) =>
    button(
      h(
        "button.icon-button",
        { type: "button", id: `move-${name}`, disabled, "aria-label": t(`history.${name}_${span}`), title: t(`history.${name}_${span}`) },
        icon(name),
      ),
      () => choose({ start: moved(span, start, by) }, `move-${name}`),
    );
  const several = counters.length > 1;
  return [
    h("p.print-only", {}, meta.name),
    several
      ? group(
          t("history.counter"),
          counters.map((each, index) =>
            button(
              h("button", { type: "button", id: `counter-${index}`, "aria-pressed": String(each === meta) }, each.name),
              () => choose({ meta: each }, `counter-${index}`),
            ),
          ),
        )
      : null,
    group(t("history.span"), lengths),
    h(
      "div.moves",
      {},
      step(-1, "earlier", false),
      h("p.span-name", {}, spanName(span, start)),
      step(1, "later", next > today),
    ),
  ].filter((each) => each !== null);
}
