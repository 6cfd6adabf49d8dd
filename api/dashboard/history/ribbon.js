// Where gaze went, bucket by bucket: bars of parts, or of time.
import { button, h } from "/shared/dom.js";
import { decimal, duration, percent } from "/shared/format.js";
import { numberAxis, shareAxis, slotAxis, slotName } from "/history/axes.js";
import { createChartPanel, showLegend } from "/history/panel.js";
import { reasonText } from "/history/numbers.js";
import { partsOf, secondsOf, seriesOf } from "/history/series.js";
import { t } from "/shared/i18n.js";
import { drawingOf } from "/shared/states.js";
import { token } from "/shared/theme.js";

const MODES = ["parts", "time"];
const HEIGHT_PX = 280;
const OWN = { withheld: { shape: "x", ground: "surface", line: "line" }, no_customer: { ground: "neutral-tint" } };

function nameOf(series) {
  return series in OWN ? t(`history.series.${series}`) : t(`state.${series}`);
}

export function createRibbon() {
  let mode = "parts";
  let last = null;
  const buttons = MODES.map((name) =>
    button(h("button", { type: "button", "aria-pressed": String(name === mode) }, t(`history.ribbon_${name}`)), () => {
      mode = name;
      buttons.forEach((each, index) => each.setAttribute("aria-pressed", String(MODES[index] === mode)));
      if (last) show(last);
    }),
  );
  const head = h("div.segmented", { role: "group", "aria-label": t("history.ribbon_mode") }, ...buttons);
  const panel = createChartPanel("ribbon", t("history.ribbon"), { head, heightPx: HEIGHT_PX });
  const note = h("p.small");
  panel.element.querySelector(".panel-head").after(note);

  function show(view) {
    last = view;
    const { span, slots, zone } = view;
    const bars = slots.map((slot) => (slot.bucket ? partsOf(slot.bucket, mode) : null));
    const series = seriesOf(mode).filter((name) => bars.some((bar) => bar !== null && bar[name] > 0));
    note.textContent = mode === "time" ? t("history.ribbon_time_note") : t(`history.ribbon_note.${view.basis}`);
    if (series.length === 0) {
      panel.empty(t("history.nothing_told"));
      return;
    }
    showLegend(panel.legend, series.map((name) => ({ series: name, text: nameOf(name) })));
    panel.show({
      build: (widthPx) => ({
        traces: series.map((name) => trace(name, bars, view, mode)),
        layout: layout(view, bars, mode, widthPx),
      }),
      sentence: sentence(view),
      columns: [t(`history.col_${span === "day" ? "hour" : "day"}`), ...series.map(nameOf)],
      rows: slots.flatMap((slot, index) =>
        bars[index] === null
          ? []
          : [[slotName(span, slot, zone), ...series.map((name) => valueOf(bars[index][name], mode))]],
      ),
    });
  }

  return { element: panel.element, show, repaint: panel.repaint, destroy: panel.destroy };
}

const valueOf = (value, mode) => (mode === "time" ? duration(value) : percent(value));

function sentence({ slots }) {
  const sums = {};
  for (const { bucket } of slots) {
    for (const [name, seconds] of Object.entries(bucket ? secondsOf(bucket) : {})) {
      sums[name] = (sums[name] ?? 0) + seconds;
    }
  }
  const parts = Object.entries(sums)
    .filter(([, seconds]) => seconds >= 1)
    .map(([name, seconds]) => t("history.ribbon_part", { state: nameOf(name), duration: duration(seconds) }));
  return t("history.ribbon_sentence", { parts: parts.join("; ") });
}

function trace(name, bars, { span, slots, zone }, mode) {
  const held = bars.map((_, index) => index).filter((index) => bars[index]?.[name] > 0);
  const unit = mode === "time" ? 3600 : 1;
  const { shape, ground, line } = { ...drawingOf(name), ...OWN[name] };
  return {
    type: "bar",
    x: held,
    y: held.map((index) => bars[index][name] / unit),
    width: 0.86,
    customdata: held.map((index) => {
      const share = slots[index].bucket.customer_gaze_share;
      const why = name === "withheld" && share.value === null ? reasonText(share) : "";
      const text = t("history.ribbon_hover", {
        when: slotName(span, slots[index], zone),
        state: nameOf(name),
        value: valueOf(bars[index][name], mode),
      });
      return why ? `${text}<br>${why}` : text;
    }),
    hovertemplate: "%{customdata}<extra></extra>",
    marker: {
      color: token(ground),
      line: { width: name === "withheld" || name === "gap" ? 1 : 0, color: token("gap") },
      pattern: {
        shape,
        size: 6,
        solidity: 0.28,
        fillmode: "overlay",
        fgcolor: token(line),
        fgopacity: 1,
      },
    },
  };
}

function layout({ span, slots, zone }, bars, mode, widthPx) {
  const hours = bars.map((bar) => (bar ? Object.values(bar).reduce((a, b) => a + b, 0) / 3600 : 0));
  const y = mode === "time" ? numberAxis(Math.max(...hours), hourText) : shareAxis();
  return {
    margin: { l: 46, r: 4, t: 12, b: 38 },
    barmode: "stack",
    xaxis: slotAxis(span, slots, zone, widthPx),
    yaxis: y,
  };
}

const hourText = (hours) =>
  Number.isInteger(hours) ? duration(hours * 3600) : t("history.hours", { value: decimal(hours) });
