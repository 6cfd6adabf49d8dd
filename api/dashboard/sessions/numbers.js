// The numbers of one session, shown whole: quantity and quality, each with where it lies.
import { h } from "/shared/dom.js";
import { QUALITY, QUANTITY } from "/shared/figure_names.js";
import { estimateText, intervalText, numberName } from "/shared/figure_text.js";
import { count, duration, dwell, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { mostlyWhy, reasonText } from "/shared/reasons.js";
import { STATES } from "/shared/states.js";

function estimateRow(number, figures) {
  const told = figures[number];
  return h(
    "tr",
    { "data-number": number },
    h("th", { scope: "row" }, numberName(number)),
    h(
      "td.number",
      {},
      h("span.figure-value", {}, estimateText(number, told)),
      told.value === null && !told.beyond ? null : h("span.row-note", {}, intervalText(number, told.interval) || t("figure.no_interval")),
    ),
  );
}

function group(title, numbers, figures, more = []) {
  return h("tbody", {}, h("tr", {}, h("th.group", { scope: "rowgroup", colspan: "2" }, title)), ...numbers.map((each) => estimateRow(each, figures)), ...more);
}

const plainRow = (name, value) =>
  h("tr", {}, h("th", { scope: "row" }, name), h("td.number", {}, h("span.figure-value", {}, value)));

function table(figures) {
  const counted = [
    plainRow(t("session.long_look_aways"), count(figures.long_look_aways)),
    plainRow(t("session.longest_customer"), dwell(figures.longest_customer_s)),
    ...(figures.encounters === null ? [] : [plainRow(t("session.encounters"), count(figures.encounters))]),
  ];
  const columns = h(
    "tr",
    {},
    h("th", { scope: "col" }, t("session.col_number")),
    h("th.number", { scope: "col" }, t("session.col_value"), h("span.row-note", {}, t("figure.interval_of"))),
  );
  return h(
    "div.table-scroll",
    { tabindex: "0", role: "group", "aria-label": t("session.numbers") },
    h(
      "table.figures",
      {},
      h("caption.visually-hidden", {}, t("session.numbers")),
      h("thead", {}, columns),
      group(t("figure.quantity"), QUANTITY, figures),
      group(t("figure.quality"), QUALITY, figures, counted),
    ),
  );
}

function sums({ state_s: stateS, gap_s: gapS, inferred_s: inferredS, reason_s: reasonS }) {
  const why = mostlyWhy(reasonS);
  const whole = Object.values(stateS).reduce((a, b) => a + b, 0) + gapS;
  const rows = STATES.filter((state) => stateS[state] > 0).map((state) =>
    h(
      "li",
      {},
      h("span.swatch.small-swatch", { "data-state": state }),
      h("span.state-sum-word", {}, t(`state.${state}`)),
      h("span.state-sum", {}, `${duration(stateS[state])} · ${percent(stateS[state] / Math.max(whole, 1e-9))}`),
    ),
  );
  return h(
    "div",
    {},
    rows.length > 0 ? h("h3", {}, t("session.states")) : null,
    h("ul.state-sums", {}, ...rows),
    why === null ? null : h("p.small", {}, t("reason.most", { reason: reasonText(why) })),
    inferredS > 0 ? h("p.small", {}, t("session.inferred", { duration: duration(inferredS) })) : null,
    gapS >= 1 ? h("p.small", {}, t("session.gap", { duration: duration(gapS) })) : null,
  );
}

/** `detail` as /sessions/{id} tells it. */
export function createNumbers(detail) {
  const { figures } = detail.sums;
  const element = h(
    "section.panel.session-numbers",
    { "aria-labelledby": "numbers-title" },
    h("h2", { id: "numbers-title" }, t("session.numbers")),
    h("p.small", {}, t(`figure.basis.${figures.basis}`)),
    h("div.numbers-columns", {}, table(figures), sums(detail.all_time)),
    h("p.small", {}, t("figure.no_interval_note")),
  );
  return { element };
}
