// The whole span in numbers: how much on one side, how well on the other; or why there are none.
import { h, icon, setShown, setText } from "/shared/dom.js";
import { QUALITY, QUANTITY } from "/shared/figure_names.js";
import { estimateText, intervalText, numberName, valueText } from "/shared/figure_text.js";
import { count, duration, dwell, percent } from "/shared/format.js";
import { drawnText, loadText, reasonText } from "/history/numbers.js";
import { createPanel } from "/history/panel.js";
import { t } from "/shared/i18n.js";

export function createSummary() {
  const element = createPanel("summary", t("history.summary"));
  const beside = h("p.small.summary-beside");
  let span = null;
  const body = h("div.summary-body", {}, h("p.placeholder", {}, t("history.waiting")));
  element.append(body);
  return {
    element,
    show({ total, basis, meta, span: shown }) {
      span = shown;
      setText(beside, "");
      setShown(beside, true);
      const uncalibrated = meta.calibrated ? [] : [h("p.notice", {}, icon("warning"), h("span", {}, t("calibration.missing")))];
      body.replaceChildren(...uncalibrated, ...(total.figures ? told(total, beside) : notTold(total)), measured(total, basis));
    },
    /** How the share stood in the span before, as /compare/spans tells it. */
    compared({ comparison }) {
      const share = comparison?.differences.find((each) => each.number === "customer_gaze_share");
      const tells = Boolean(share) && share.difference !== null;
      setShown(beside, tells);
      if (!tells) return;
      const value = valueText("customer_gaze_share", share.a);
      setText(beside, t(`history.beside.${share.tells}`, { span: t(`history.earlier_${span}`), value }));
    },
    repaint() {},
    destroy() {},
  };
}

function told(total, beside) {
  const { figures } = total;
  const share = figures.customer_gaze_share;
  const lead = h(
    "div.summary-lead",
    {},
    h("p.summary-label", {}, numberName("customer_gaze_share")),
    h("p.big-number", {}, estimateText("customer_gaze_share", share)),
    h("p.small", {}, intervalText("customer_gaze_share", share.interval) || t("figure.no_interval_note")),
    beside,
    h("p.coverage", {}, t("history.coverage", { percent: percent(figures.coverage.value) })),
    h("p.coverage", {}, loadText(total)),
    h("p.small", {}, t(`figure.basis.${figures.basis}`)),
  );
  const quantity = table(t("figure.quantity"), [
    ...QUANTITY.slice(1).map((number) => row(number, figures)),
    ...(figures.basis === "present" ? [plain("history.encounters", count(total.encounters))] : []),
    plain("history.judged", duration(figures.judged_s)),
    plain("history.look_aways", count(figures.look_aways)),
    plain("history.long_look_aways", count(figures.long_look_aways)),
  ]);
  const interval = share.interval;
  const quality = QUALITY.filter((number) => figures[number].value !== null || figures[number].beyond);
  return [
    h(
      "div.summary-columns",
      {},
      h("div", {}, lead, quantity),
      table(t("figure.quality"), [
        ...quality.map((number) => row(number, figures)),
        plain("history.longest_customer", dwell(figures.longest_customer_s)),
      ]),
    ),
    interval ? h("p.small", {}, t("history.interval_note", { drawn: drawnText(interval) })) : null,
  ].filter((each) => each !== null);
}

function notTold(total) {
  return [
    h(
      "div.summary-lead",
      {},
      h("p.big-number.no-number", {}, t("history.not_enough")),
      h("p.reason", {}, reasonText(total.customer_gaze_share)),
      h("p.coverage", {}, loadText(total)),
    ),
  ];
}

function measured(total, basis) {
  const parts = [t("history.measured", { duration: duration(total.measured_s) })];
  if (total.left_out_s >= 1) parts.push(t("history.left_out", { duration: duration(total.left_out_s) }));
  if (total.paused_s >= 1) parts.push(t("history.paused", { duration: duration(total.paused_s) }));
  if (total.practice_s >= 1) parts.push(t("history.practice", { duration: duration(total.practice_s) }));
  if (basis === "all") parts.push(t("history.load_unknown_note"));
  return h("p.small.summary-measured", {}, parts.join(" "));
}

function table(caption, rows) {
  return h(
    "table.figures",
    {},
    h("caption", {}, caption),
    h("tbody", {}, ...rows),
  );
}

function row(number, figures) {
  const interval = intervalText(number, figures[number].interval);
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, numberName(number)),
    h(
      "td.number",
      {},
      h("span.figure-value", {}, estimateText(number, figures[number])),
      interval ? h("span.row-note", {}, interval) : null,
    ),
  );
}

const plain = (key, value) =>
  h("tr", {}, h("th", { scope: "row" }, t(key)), h("td.number", {}, h("span.figure-value", {}, value)));
