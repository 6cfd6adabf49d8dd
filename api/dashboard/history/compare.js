// The span beside another one: each number on both sides, the difference and whether it tells.
import { h } from "/shared/dom.js";
import { differenceInterval, differenceText, numberName, valueText } from "/shared/figure_text.js";
import { count, dayRange, decimal } from "/shared/format.js";
import { createAsk } from "/history/ask.js";
import { drawnText, loadText, reasonText } from "/history/numbers.js";
import { createDates } from "/history/dates.js";
import { createPanel } from "/history/panel.js";
import { asked, midnight, moved, plusDays } from "/history/span.js";
import { t } from "/shared/i18n.js";

const WITH = { before: "history.compare_before", four_weeks: "history.compare_four_weeks", own: "history.dates_own" };
// On a phone the sheet makes cards of the rows; the roles keep them a table to a screen reader.
const COLUMN = { scope: "col", role: "columnheader" };
const MARKS = { more: "↑", less: "↓", cannot_tell: "≈" };

export function createCompare() {
  let last = null;
  const choice = h("select", { id: "compare-with" }, ...Object.entries(WITH).map(([name, key]) => h("option", { value: name }, t(key))));
  const own = createDates("compare", again);
  const head = h("div.field-inline", {}, h("label", { for: "compare-with" }, t("history.compare_choose")), choice);
  const element = createPanel("compare", t("history.compare"), { head });
  const body = h("div");
  const ask = createAsk(draw);
  element.append(own.element, ask.element, body);
  choice.addEventListener("change", () => again());

  function other() {
    if (choice.value === "own") return own.value();
    if (choice.value === "before") return asked(last.span, moved(last.span, last.start, -1));
    const mine = asked(last.span, last.start);
    return { from: plusDays(mine.from, -28), to: plusDays(mine.to, -28) };
  }

  function again() {
    own.show(choice.value === "own", () => asked(last.span, moved(last.span, last.start, -1)));
    const [one, mine] = [other(), asked(last.span, last.start)];
    if (one === null) return;
    const query = new URLSearchParams({
      counter: last.meta.counter,
      a_from: one.from,
      a_to: one.to,
      b_from: mine.from,
      b_to: mine.to,
    });
    ask.ask(`/compare/spans?${query}`);
  }

  function draw(told) {
    // The summary says of the first number how it stood before.
    if (choice.value === "before") element.dispatchEvent(new CustomEvent("compared", { bubbles: true, detail: told }));
    body.replaceChildren(...(told.comparison ? compared(told) : notCompared(told)));
  }

  return {
    element,
    show(choice) {
      last = choice;
      again();
    },
    repaint() {},
    destroy: ask.stop,
  };
}

function sideName(side, withYear = true) {
  const [from, to] = [side.from.slice(0, 10), side.to.slice(0, 10)];
  return dayRange(midnight(from), midnight(plusDays(to, -1)), withYear);
}

/** Heads of columns have little room: the year only where it tells the two apart. */
function sideNames(sides) {
  const years = new Set(sides.flatMap(({ from, to }) => [from.slice(0, 4), plusDays(to.slice(0, 10), -1).slice(0, 4)]));
  return sides.map((side) => sideName(side, years.size > 1));
}

function compared({ a, b, comparison }) {
  const { differences } = comparison;
  const names = [...sideNames([a, b]), t("history.col_difference"), t("history.col_tells")];
  const shown = differences.filter((each) => each.a !== null || each.b !== null);
  return [
    h("p.small", {}, t(`figure.basis.${comparison.basis}`)),
    h(
      "div.table-scroll",
      { tabindex: "0", role: "region", "aria-label": t("history.table_of", { title: t("history.compare") }) },
      h(
        "table.hour-table.compare-table",
        { role: "table" },
        h("caption.visually-hidden", {}, t("history.compare")),
        h(
          "thead",
          { role: "rowgroup" },
          h("tr", { role: "row" }, ...[t("history.col_number"), ...names].map((text) => h("th", COLUMN, text))),
        ),
        h("tbody", { role: "rowgroup" }, loads(a, b, names), ...shown.map((each) => row(each, names))),
      ),
    ),
    h(
      "p.small",
      {},
      t("history.compare_note", {
        one: drawnText({ unit: comparison.unit_a, units: comparison.units_a }),
        other: drawnText({ unit: comparison.unit_b, units: comparison.units_b }),
      }),
    ),
  ];
}

/** The load stands beside the numbers, undecided: it is no number of the eyes. */
function loads(a, b, names) {
  const value = (side) =>
    side.figures.encounters_per_h === null
      ? t("history.not_known")
      : t("history.per_h", { value: decimal(side.figures.encounters_per_h) });
  return line(t("history.col_load"), names, [[value(a)], [value(b)], null, null], {});
}

function row({ number, a, b, difference, low, high, tells }, names) {
  const interval = differenceInterval(number, low, high);
  const cells = [
    [valueText(number, a)],
    [valueText(number, b)],
    [
      h("span.figure-value", {}, differenceText(number, difference)),
      interval ? h("span.row-note", {}, interval) : null,
    ],
    [h("span.tells-mark", { "aria-hidden": "true" }, MARKS[tells]), " ", t(`history.tells.${tells}`)],
  ];
  return line(numberName(number), names, cells, { "data-tells": tells });
}

function line(head, names, cells, attributes) {
  return h(
    "tr",
    { role: "row", ...attributes },
    h("th", { scope: "row", role: "rowheader" }, head),
    ...cells.map((content, index) =>
      h(content === null ? "td.is-none" : "td", { role: "cell", "data-name": names[index] }, ...(content ?? [t("value.none")])),
    ),
  );
}

function notCompared({ a, b, reason }) {
  const sides = [a, b].map((side) => {
    const share = side.figures.customer_gaze_share;
    const known = side.figures.encounters_per_h !== null;
    const met = known ? ` ${t("history.compare_encounters", { number: count(side.figures.encounters) })}` : "";
    const text = share.value === null ? `${t("history.not_enough")}: ${reasonText(share)}` : `${loadText(side.figures)}.${met}`;
    return h("li", {}, h("strong", {}, sideName(side)), ": ", text);
  });
  return [h("p", {}, t(`history.not_compared.${reason}`)), h("ul", {}, ...sides)];
}
