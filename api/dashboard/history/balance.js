// Quantity against quality: one point a bucket, how much across, how well upwards. No grade.
import { h } from "/shared/dom.js";
import { QUALITY } from "/shared/figure_names.js";
import { estimateText, intervalText, numberName, valueText } from "/shared/figure_text.js";
import { count, decimal, percent } from "/shared/format.js";
import { errorBars, numberAxis, shareAxis, shareWindow, slotName } from "/history/axes.js";
import { createChartPanel } from "/history/panel.js";
import { loadText } from "/history/numbers.js";
import { t } from "/shared/i18n.js";
import { token } from "/shared/theme.js";

const HEIGHT_PX = 330;
const LEAST_LABEL_PX = 380;
const MARGIN_PX = { l: 58, r: 10, t: 14, b: 46 };
const LABEL_PX = { letter: 7, high: 16 };
// One word of plotly.js, of two parts.
const LABEL_PLACE = ["top", "right"].join(" ");

export function createBalance() {
  let last = null;
  const choice = h("select", { id: "balance-number" });
  const head = h(
    "div.field-inline",
    {},
    h("label", { for: "balance-number" }, t("history.balance_choose")),
    choice,
  );
  const panel = createChartPanel("balance", t("history.balance"), {
    head,
    note: t("history.balance_note"),
    heightPx: HEIGHT_PX,
  });
  choice.addEventListener("change", () => last && show(last));

  function offer(slots) {
    const known = QUALITY.filter((number) =>
      slots.some((slot) => slot.bucket?.figures && slot.bucket.figures[number].value !== null),
    );
    const before = choice.value;
    choice.replaceChildren(
      ...known.map((number) => h("option", { value: number }, numberName(number))),
    );
    if (known.includes(before)) choice.value = before;
    return known.length > 0;
  }

  function show(view) {
    last = view;
    if (!offer(view.slots)) {
      panel.empty(t("history.nothing_told"));
      return;
    }
    const number = choice.value;
    const told = view.slots.filter(
      ({ bucket }) => bucket?.figures && bucket.figures[number].value !== null,
    );
    const { span, zone } = view;
    panel.show({
      build: (widthPx) => drawn(view, told, number, widthPx),
      sentence: t("history.balance_sentence", {
        number: numberName(number),
        points: count(told.length),
      }),
      columns: [
        t(`history.col_${span === "day" ? "hour" : "day"}`),
        numberName("customer_gaze_share"),
        numberName(number),
        t("history.col_interval"),
        t("history.col_load"),
      ],
      rows: told.map((slot) => {
        const { figures } = slot.bucket;
        return [
          slotName(span, slot, zone),
          estimateText("customer_gaze_share", figures.customer_gaze_share),
          estimateText(number, figures[number]),
          intervalText(number, figures[number].interval) || t("value.none"),
          loadText(slot.bucket),
        ];
      }),
    });
  }

  return { element: panel.element, show, repaint: panel.repaint, destroy: panel.destroy };
}

function drawn(view, told, number, widthPx) {
  const axes = layout(told, number);
  return { traces: [trace(view, told, number, widthPx, axes)], layout: axes };
}

/** The names for which there is room: one that would cover a point or another name stays away. */
function roomFor(names, x, y, widthPx, { xaxis, yaxis }) {
  const wide = widthPx - MARGIN_PX.l - MARGIN_PX.r;
  const high = HEIGHT_PX - MARGIN_PX.t - MARGIN_PX.b;
  const along = (value, [low, top], length) => ((value - low) / (top - low)) * length;
  const points = x.map((value, index) => [along(value, xaxis.range, wide), along(y[index], yaxis.range, high)]);
  const taken = points.map(([left, up]) => [left - 5, up - 5, left + 5, up + 5]);
  return names.map((name, index) => {
    const [left, up] = points[index];
    const box = [left + 6, up + 4, left + 6 + name.length * LABEL_PX.letter, up + 4 + LABEL_PX.high];
    if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return "";
    taken.push(box);
    return name;
  });
}

function trace({ span, zone }, told, number, widthPx, axes) {
  const x = told.map(({ bucket }) => bucket.figures.customer_gaze_share.value);
  const y = told.map(({ bucket }) => bucket.figures[number].value);
  const pale = token("line-strong");
  const names = told.map((slot) => slotName(span, slot, zone));
  return {
    type: "scatter",
    mode: told.length <= 8 && widthPx > LEAST_LABEL_PX ? "markers+text" : "markers",
    x,
    y,
    text: roomFor(names, x, y, widthPx, axes),
    textposition: LABEL_PLACE,
    textfont: { size: 11, color: token("ink") },
    cliponaxis: false,
    marker: { size: 10, color: token("customer"), line: { width: 1, color: token("surface") } },
    error_x: errorBars(x, told.map(({ bucket }) => bucket.figures.customer_gaze_share.interval), pale),
    error_y: errorBars(y, told.map(({ bucket }) => bucket.figures[number].interval), pale),
    customdata: told.map((slot, index) => {
      const { figures } = slot.bucket;
      const value = estimateText(number, figures[number]);
      return `${names[index]}<br>${percent(x[index])}<br>${numberName(number)}: ${value}<br>${loadText(slot.bucket)}`;
    }),
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function layout(told, number) {
  const highs = told.map(({ bucket }) => {
    const { value, interval } = bucket.figures[number];
    return Math.max(value, interval?.high ?? value);
  });
  const across = told.flatMap(({ bucket }) => {
    const { value, interval } = bucket.figures.customer_gaze_share;
    return [interval?.low ?? value, interval?.high ?? value];
  });
  const parts = number.endsWith("_share");
  const upward = parts
    ? shareAxis(Math.min(1, Math.max(0.1, ...highs) * 1.1))
    : numberAxis(Math.max(...highs), (value) => axisText(number, value));
  const title = (text) => ({ text, standoff: 6, font: { size: 12, color: token("ink") } });
  return {
    margin: MARGIN_PX,
    xaxis: {
      ...shareWindow(Math.min(...across), Math.max(...across)),
      // Away from the upright axis' lowest name, at the same corner.
      ticks: "outside",
      ticklen: 8,
      tickcolor: "transparent",
      title: title(numberName("customer_gaze_share")),
    },
    yaxis: upward,
  };
}

const axisText = (number, value) =>
  number.endsWith("_s") ? valueText(number, value) : Number.isInteger(value) ? count(value) : decimal(value);
