// Draws the minutes with plotly.js: stacked bars on an axis of real time, so that days of 23 and
// 25 hours are right; the words on the axis come from the site's clock.
import { clock, duration } from "/shared/format.js";
import { language, t } from "/shared/i18n.js";
import { SERIES, ticks } from "/now/minutes.js";
import { loadPlotly } from "/shared/plotly_loader.js";
import { drawingOf } from "/shared/states.js";
import { drawnWidthPx, token } from "/shared/theme.js";

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, displaylogo: false };
const HEIGHT_PX = 150;

function trace(series, bins, zone) {
  const { shape, ground, line } = drawingOf(series);
  const held = bins.filter((bin) => bin.seconds[series] > 0);
  const lengthS = (bin) => (bin.end - bin.start) / 1000;
  return {
    type: "bar",
    x: held.map((bin) => (bin.start + bin.end) / 2),
    y: held.map((bin) => bin.seconds[series] / lengthS(bin)),
    width: held.map((bin) => bin.end - bin.start),
    customdata: held.map((bin) =>
      t("timeline.hover", {
        from: clock(bin.start, zone),
        to: clock(bin.end, zone),
        state: t(`state.${series}`),
        duration: duration(bin.seconds[series]),
      }),
    ),
    hovertemplate: "%{customdata}<extra></extra>",
    marker: {
      color: token(ground),
      line: { width: 0 },
      pattern: {
        shape,
        size: 5,
        solidity: series === "gap" ? 0.25 : 0.3,
        fillmode: "overlay",
        fgcolor: token(line),
        fgopacity: 1,
      },
    },
  };
}

function layout(span, widthPx, zone) {
  const minuteOfDay = (at) => {
    const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
    const [hour, minute] = parts.format(at).split(":").map(Number);
    return (hour % 24) * 60 + minute;
  };
  const at = ticks(span, widthPx, minuteOfDay);
  const line = token("line");
  const ink = token("ink-soft");
  return {
    height: HEIGHT_PX,
    width: widthPx,
    margin: { l: 2, r: 2, t: 4, b: 26 },
    barmode: "stack",
    bargap: 0,
    showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: token("surface-sunken"),
    font: { family: token("font"), size: 12, color: ink },
    hovermode: "closest",
    dragmode: false,
    hoverlabel: { bgcolor: token("ink"), bordercolor: token("ink"), font: { color: token("surface"), size: 13 } },
    xaxis: {
      range: [span.start, span.end],
      fixedrange: true,
      showgrid: true,
      gridcolor: line,
      zeroline: false,
      tickmode: "array",
      tickvals: at,
      ticktext: at.map((when) => clock(when, zone)),
      ticks: "outside",
      ticklen: 4,
      tickcolor: line,
    },
    yaxis: { range: [0, 1], fixedrange: true, visible: false },
  };
}

/** Draw, or redraw, into `element`; resolves when it is on the screen. */
export async function drawTimeline(element, bins, span, zone) {
  const Plotly = await loadPlotly();
  const widthPx = drawnWidthPx(element);
  if (widthPx === 0) return; // not laid out: the resize observer calls again
  const traces = SERIES.map((series) => trace(series, bins, zone));
  const config = { ...CONFIG, locale: language() };
  await Plotly.react(element, traces, layout(span, widthPx, zone), config);
}

/** Give back what plotly.js holds for `element`. */
export function dropTimeline(element) {
  window.Plotly?.purge(element);
}
