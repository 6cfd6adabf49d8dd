// How long glances last: how many of each length, one area at a time.
import { button, h } from "/shared/dom.js";
import { count, decimal, dwell, exact, percent } from "/shared/format.js";
import { createAsk } from "/history/ask.js";
import { numberAxis } from "/history/axes.js";
import { createChartPanel } from "/history/panel.js";
import { asked } from "/history/span.js";
import { t } from "/shared/i18n.js";
import { AREAS } from "/shared/states.js";
import { token } from "/shared/theme.js";

const HEIGHT_PX = 250;
// As the program keeps them: from 0.2 s, twenty bins for every factor of ten; four make a bar.
const FIRST_S = 0.2;
const BINS_PER_DECADE = 20;
const BINS_PER_BAR = 4;
const MARKS_S = [0.5, 1, 2, 3, 6, 10, 20, 60];
const FEW_MARKS_S = [0.5, 1, 3, 10, 60];
const NARROW_PX = 420;

export function createLengths() {
  let area = "customer";
  let last = null;
  let bins = null;
  const buttons = AREAS.map((name) =>
    button(h("button", { type: "button", "aria-pressed": String(name === area) }, t(`area.${name}`)), () => {
      area = name;
      buttons.forEach((each, index) => each.setAttribute("aria-pressed", String(AREAS[index] === area)));
      draw();
    }),
  );
  const head = h("div.segmented", { role: "group", "aria-label": t("history.lengths_area") }, ...buttons);
  const panel = createChartPanel("lengths", t("history.lengths"), {
    head,
    note: t("history.lengths_note"),
    heightPx: HEIGHT_PX,
  });
  const figures = h("p.lengths-figures");
  panel.element.querySelector(".legend").before(figures);
  const ask = createAsk((told) => {
    bins = told.rows;
    draw();
  });
  figures.after(ask.element);

  function draw() {
    const told = last?.total.glances?.[area];
    figures.textContent = told ? sentence(area, told) : "";
    if (bins === null) return;
    const bars = barsOf(bins.filter((bin) => bin.area === area));
    if (bars.length === 0) {
      panel.empty(t(told ? "history.lengths_none" : "history.nothing_told"));
      return;
    }
    panel.show({
      build: (widthPx) => ({ traces: [trace(bars, area)], layout: layout(bars, widthPx, last.meta.thresholds.long_look_away_s) }),
      sentence: told ? sentence(area, told) : t("history.lengths"),
      columns: [t("history.col_length"), t("history.col_glances")],
      rows: bars.filter((bar) => bar.glances > 0).map((bar) => [rangeText(bar), count(bar.glances)]),
    });
  }

  return {
    element: panel.element,
    show(view) {
      last = view;
      bins = null;
      const query = new URLSearchParams({ counter: view.meta.counter, ...asked(view.span, view.start) });
      if (view.total.glances === null) {
        ask.stop();
        bins = [];
        draw();
      } else {
        ask.ask(`/export/glance-bins.json?${query}`);
      }
    },
    repaint: panel.repaint,
    destroy() {
      ask.stop();
      panel.destroy();
    },
  };
}

const placeOf = (seconds) => (BINS_PER_DECADE * Math.log10(seconds / FIRST_S)) / BINS_PER_BAR;
const lengthAt = (place) => FIRST_S * 10 ** ((place * BINS_PER_BAR) / BINS_PER_DECADE);

function barsOf(bins) {
  const sums = new Map();
  for (const bin of bins) {
    // The last bin has no end.
    const middle = bin.to_s === null ? bin.from_s * 1.05 : Math.sqrt(Math.max(bin.from_s, FIRST_S) * bin.to_s);
    const place = Math.max(0, Math.floor(placeOf(middle)));
    sums.set(place, (sums.get(place) ?? 0) + bin.glances);
  }
  if (sums.size === 0) return [];
  return Array.from({ length: Math.max(...sums.keys()) + 1 }, (_, place) => ({
    place,
    glances: sums.get(place) ?? 0,
  }));
}

const rangeText = ({ place }) =>
  t("history.lengths_range", { from: short(lengthAt(place)), to: short(lengthAt(place + 1)) });

const short = (seconds) => (seconds < 10 ? decimal(seconds) : exact(Math.round(seconds)));

function sentence(area, told) {
  if (told.count === 0) return t("history.lengths_none");
  return t("history.lengths_sentence", {
    area: t(`state.${area}`),
    count: told.count,
    number: count(told.count),
    median: dwell(told.median_s),
    p85: dwell(told.p85_s),
    over: percent(told.over_2s_share),
    longest: dwell(told.longest_s),
  });
}

function trace(bars, area) {
  return {
    type: "bar",
    x: bars.map((bar) => bar.place + 0.5),
    y: bars.map((bar) => bar.glances),
    width: 0.94,
    customdata: bars.map((bar) =>
      t("history.lengths_hover", { range: rangeText(bar), count: bar.glances, number: count(bar.glances) }),
    ),
    hovertemplate: "%{customdata}<extra></extra>",
    marker: { color: token(area) },
  };
}

function layout(bars, widthPx, longS) {
  const end = bars.length;
  const marks = (widthPx < NARROW_PX ? FEW_MARKS_S : MARKS_S).filter((seconds) => placeOf(seconds) < end);
  return {
    margin: { l: 50, r: 8, t: 8, b: 40 },
    xaxis: {
      range: [-0.1, end + 0.1],
      fixedrange: true,
      showgrid: false,
      zeroline: false,
      tickmode: "array",
      tickvals: marks.map(placeOf),
      ticktext: marks.map((seconds) => t("history.seconds", { value: exact(seconds) })),
      ticks: "outside",
      ticklen: 4,
      tickangle: 0,
      tickcolor: token("line-strong"),
    },
    yaxis: numberAxis(Math.max(...bars.map((bar) => bar.glances))),
    shapes: [
      {
        type: "line",
        x0: placeOf(longS),
        x1: placeOf(longS),
        yref: "paper",
        y0: 0,
        y1: 1,
        line: { color: token("ink-soft"), width: 1, dash: "dot" },
      },
    ],
  };
}
