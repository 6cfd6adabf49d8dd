// The hours of the week: the share in every cell as a number and a shade, the load under it.
import { h } from "/shared/dom.js";
import { count, dayRange, decimal, percent, weekday } from "/shared/format.js";
import { createAsk } from "/history/ask.js";
import { loadText, reasonText, shareSentence } from "/history/numbers.js";
import { createDates } from "/history/dates.js";
import { createPanel } from "/history/panel.js";
import { asked, midnight, plusDays, startOf } from "/history/span.js";
import { t } from "/shared/i18n.js";

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const A_MONDAY = "2024-01-01";
const STEPS = 4;
const LEAST_SPREAD = 0.2; // or a few points would look like night and day
const WEEKS = [4, 8, 13, 26, 52];

export function createHeat() {
  let last = null;
  let before = null;
  const choice = h(
    "select",
    { id: "heat-span" },
    ...WEEKS.map((weeks) => h("option", { value: weeks }, t("history.heat_weeks", { number: count(weeks) }))),
    h("option", { value: "own" }, t("history.dates_own")),
  );
  const own = createDates("heat", again);
  const head = h("div.field-inline", {}, h("label", { for: "heat-span" }, t("history.heat_choose")), choice);
  const element = createPanel("heat", t("history.heat"), { head });
  const note = h("p.small");
  const body = h("div");
  const ask = createAsk(draw);
  element.append(own.element, note, ask.element, body);
  choice.addEventListener("change", again);

  function again() {
    own.show(choice.value === "own", () => spanOf("month", last.start));
    const span = choice.value === "own" ? own.value() : { weeks: choice.value };
    if (span === null) return;
    const query = String(new URLSearchParams({ counter: last.meta.counter, ...span }));
    if (query === before) return;
    before = query;
    ask.ask(`/week?${query}`);
  }

  function draw(told) {
    const until = plusDays(told.to.slice(0, 10), -1);
    const span = dayRange(midnight(told.from.slice(0, 10)), midnight(until));
    const loads = told.cells.some((cell) => cell.encounters_per_h !== null);
    note.textContent = t(loads ? "history.heat_note" : "history.heat_note_share", { span });
    const none = t(told.weeks === null ? "history.nothing_measured_there" : "history.heat_empty");
    body.replaceChildren(...(told.cells.length > 0 ? grid(told.cells) : [h("p", {}, none)]));
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

/** The whole month, week or day that holds a day. */
const spanOf = (span, day) => asked(span, startOf(span, day));

function grid(cells) {
  const at = new Map(cells.map((cell) => [`${cell.weekday} ${cell.hour}`, cell]));
  const hours = cells.filter(busy).map((cell) => cell.hour);
  const all = hours.length > 0 ? hours : cells.map((cell) => cell.hour);
  const first = Math.min(...all);
  const shares = cells.map(shareOf).filter((value) => value !== null);
  const [low, high] = shades(Math.min(...shares), Math.max(...shares));
  const level = (value) => Math.round(((value - low) / (high - low)) * STEPS);
  const rows = Array.from({ length: Math.max(...all) - first + 1 }, (_, index) => first + index).map((hour) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, t("history.heat_hour", { hour: count(hour) })),
      ...WEEKDAYS.map((day) => cellOf(at.get(`${day} ${hour}`), level)),
    ),
  );
  const names = WEEKDAYS.map((day) => weekday(midnight(plusDays(A_MONDAY, day - 1))));
  return [
    shares.length > 0 ? scale(low, high) : null,
    h(
      "div.table-scroll",
      { tabindex: "0", role: "region", "aria-label": t("history.table_of", { title: t("history.heat") }) },
      h(
        "table.heat",
        {},
        h("caption.visually-hidden", {}, t("history.heat_caption")),
        h("thead", {}, h("tr", {}, h("td"), ...names.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, ...rows),
      ),
    ),
    withheld(cells),
  ].filter((each) => each !== null);
}

/** The shares of the palest and the darkest shade. */
function shades(least, most) {
  const spread = Math.max(most - least, LEAST_SPREAD);
  const low = Math.min(Math.max((least + most - spread) / 2, 0), 1 - spread);
  return [low, low + spread];
}

const shareOf = (cell) => cell.customer_gaze_share.value;
const busy = (cell) => cell.judged_s > 0;

function cellOf(cell, level) {
  if (cell === undefined || !busy(cell)) {
    const why = cell !== undefined && cell.absent_s > 0 ? t("state.absent") : t("history.heat_blank");
    return h("td.heat-blank", { title: why }, h("span.visually-hidden", {}, why));
  }
  const value = shareOf(cell);
  const load = cell.encounters_per_h === null ? null : withUnit("heat-load", decimal(cell.encounters_per_h), t("history.heat_per_h"));
  const title = `${shareSentence(cell)}\n${loadText(cell)}\n${t("history.heat_hours", { count: cell.hours, number: count(cell.hours) })}`;
  if (value === null) {
    return h(
      "td.heat-withheld",
      { title },
      h("span.heat-share", { "aria-hidden": "true" }, t("value.none")),
      h("span.visually-hidden", {}, shareSentence(cell)),
      load,
    );
  }
  return h(
    "td.heat-cell",
    { title, "data-level": level(value) },
    withUnit("heat-share", ...percent(value).split(/(?=\D+$)/)),
    load,
  );
}

/** On a phone there is no room for the unit; it is still read out. */
const withUnit = (name, number, ...unit) => h(`span.${name}`, {}, number, h("span.heat-unit", {}, ...unit));

function scale(low, high) {
  const steps = Array.from({ length: STEPS + 1 }, (_, index) => h("span.heat-step", { "data-level": index }));
  return h("p.heat-scale", {}, h("span", {}, percent(low)), ...steps, h("span", {}, percent(high)));
}

/** How many hours have no number, and why. */
function withheld(cells) {
  const found = new Map();
  for (const { customer_gaze_share: share } of cells.filter((cell) => busy(cell) && shareOf(cell) === null)) {
    const known = found.get(share.reason) ?? { share, cells: 0 };
    found.set(share.reason, { share, cells: known.cells + 1 });
  }
  if (found.size === 0) return null;
  const parts = [...found.values()].map(({ share, cells: number }) => {
    const cellsText = t("history.heat_withheld", { count: number, number: count(number) });
    return h("li", {}, cellsText, " ", reasonText(share, number > 1));
  });
  return h("ul.small.heat-reasons", {}, ...parts);
}
