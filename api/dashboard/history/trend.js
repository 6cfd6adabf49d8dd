// The share with its interval, and under it how many customers came: a rush is not rudeness.
import { intervalText, numberName } from "/shared/figure_text.js";
import { count, decimal, percent } from "/shared/format.js";
import { errorBars, numberAxis, shareAxis, slotAxis, slotName } from "/history/axes.js";
import { createChartPanel } from "/history/panel.js";
import { loadText, reasonText, shareSentence } from "/history/numbers.js";
import { t } from "/shared/i18n.js";
import { token } from "/shared/theme.js";

const HEIGHT_PX = 330;
// Attentive clinicians, as on the definitions page: for orientation, never a target.
const REFERENCE = { low: 0.45, high: 0.6 };

export function createTrend() {
  const note = t("history.trend_note", { low: percent(REFERENCE.low), high: percent(REFERENCE.high) });
  const panel = createChartPanel("trend", t("history.trend"), { note, heightPx: HEIGHT_PX });

  function show(view) {
    const { span, slots, zone } = view;
    const told = slots.filter((slot) => slot.bucket !== null);
    if (told.length === 0) {
      panel.empty(t("history.nothing_told"));
      return;
    }
    const known = told.some((slot) => slot.bucket.encounters_per_h !== null);
    panel.show({
      build: (widthPx) => ({
        traces: [shares(view), withheld(view), ...(known ? [loads(view)] : [])],
        layout: layout(view, known, widthPx),
      }),
      sentence: sentence(told, view),
      columns: [
        t(`history.col_${span === "day" ? "hour" : "day"}`),
        numberName("customer_gaze_share"),
        t("history.col_interval"),
        numberName("coverage"),
        t("history.col_load"),
        t("history.col_encounters"),
      ],
      rows: told.map((slot) => [slotName(span, slot, zone), ...cells(slot.bucket)]),
    });
  }

  return { element: panel.element, show, repaint: panel.repaint, destroy: panel.destroy };
}

function cells(bucket) {
  const share = bucket.customer_gaze_share;
  const coverage = bucket.figures?.coverage.value ?? bucket.coverage;
  return [
    share.value === null ? `${t("history.not_enough")}: ${reasonText(share)}` : percent(share.value),
    share.interval ? intervalText("customer_gaze_share", share.interval) : t("value.none"),
    coverage === null ? t("value.none") : percent(coverage),
    loadText(bucket),
    count(bucket.encounters),
  ];
}

function sentence(told, { span, zone }) {
  const shown = told.filter((slot) => slot.bucket.customer_gaze_share.value !== null);
  if (shown.length === 0) return t("history.trend_none");
  const by = (slot) => slot.bucket.customer_gaze_share.value;
  const low = shown.reduce((a, b) => (by(b) < by(a) ? b : a));
  const high = shown.reduce((a, b) => (by(b) > by(a) ? b : a));
  return t("history.trend_sentence", {
    low: percent(by(low)),
    low_when: slotName(span, low, zone),
    high: percent(by(high)),
    high_when: slotName(span, high, zone),
  });
}

function hover({ span, slots, zone }, index) {
  const bucket = slots[index].bucket;
  return `${slotName(span, slots[index], zone)}<br>${shareSentence(bucket)}<br>${loadText(bucket)}`;
}

const valueAt = (slot) => slot.bucket?.customer_gaze_share.value ?? null;

function shares(view) {
  const { slots } = view;
  const at = slots.map((_, index) => index);
  const values = slots.map(valueAt);
  const intervals = slots.map((slot) => slot.bucket?.customer_gaze_share.interval ?? null);
  const colour = token("customer");
  return {
    type: "scatter",
    mode: "lines+markers",
    x: at,
    y: values,
    connectgaps: false,
    line: { color: colour, width: 2 },
    marker: { color: colour, size: 8 },
    error_y: errorBars(values, intervals, colour),
    customdata: at.map((index) => (values[index] === null ? "" : hover(view, index))),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function withheld(view) {
  const { slots } = view;
  const at = slots
    .map((_, index) => index)
    .filter((index) => slots[index].bucket && valueAt(slots[index]) === null);
  return {
    type: "scatter",
    mode: "markers",
    x: at,
    y: at.map(() => 0.03),
    marker: { symbol: "x-thin", size: 9, line: { width: 2, color: token("ink-soft") } },
    customdata: at.map((index) => hover(view, index)),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function loads(view) {
  const { slots } = view;
  const at = slots.map((_, index) => index).filter((index) => slots[index].bucket?.encounters_per_h > 0);
  return {
    type: "bar",
    x: at,
    y: at.map((index) => slots[index].bucket.encounters_per_h),
    yaxis: "y2",
    width: 0.6,
    marker: { color: token("unknown") },
    customdata: at.map((index) => hover(view, index)),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function layout({ span, slots, zone }, known, widthPx) {
  const highs = slots.map((slot) => slot.bucket?.customer_gaze_share.interval?.high ?? valueAt(slot) ?? 0);
  const top = Math.min(1, Math.max(REFERENCE.high + 0.05, ...highs.map((each) => each + 0.04)));
  const rates = slots.map((slot) => slot.bucket?.encounters_per_h ?? 0);
  const axis = slotAxis(span, slots, zone, widthPx);
  const text = (words, y) => ({
    text: words,
    xref: "paper",
    yref: "paper",
    x: 0,
    y,
    xanchor: "left",
    yanchor: "bottom",
    showarrow: false,
    font: { size: 12, color: token("ink") },
  });
  return {
    margin: { l: 46, r: 4, t: 24, b: 38 },
    xaxis: { ...axis, anchor: known ? "y2" : "y" },
    yaxis: { ...shareAxis(top), domain: known ? [0.42, 1] : [0, 1] },
    yaxis2: { ...numberAxis(Math.max(1, ...rates), decimalOrWhole), domain: [0, 0.28] },
    shapes: [
      {
        type: "rect",
        xref: "paper",
        x0: 0,
        x1: 1,
        y0: REFERENCE.low,
        y1: REFERENCE.high,
        line: { width: 1, color: token("line-strong"), dash: "dot" },
        fillcolor: token("customer-tint"),
        layer: "below",
      },
    ],
    annotations: [
      text(t("history.trend_share"), 1.0),
      ...(known ? [text(t("history.trend_load"), 0.29)] : []),
    ],
  };
}

const decimalOrWhole = (value) => (Number.isInteger(value) ? count(value) : decimal(value));
