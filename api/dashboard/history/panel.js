// A chart never stands alone: title, what it shows, the drawing, one sentence, the same as a table.
import { h, setShown, setText } from "/shared/dom.js";
import { language, t } from "/shared/i18n.js";
import { loadPlotly } from "/shared/plotly_loader.js";
import { drawnWidthPx, token } from "/shared/theme.js";

const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, displaylogo: false };

/** A titled panel; `head` stands beside the title. */
export function createPanel(id, title, { head = null, note = null } = {}) {
  const element = h(
    "section.panel.history-panel",
    { id, "aria-labelledby": `${id}-title` },
    h("div.panel-head", {}, h("h2", { id: `${id}-title` }, title), head),
    note === null ? null : h("p.small", {}, note),
  );
  return element;
}

/** A panel around a drawing of plotly.js. */
export function createChartPanel(id, title, { head = null, note = null, heightPx }) {
  const element = createPanel(id, title, { head, note });
  const legend = h("ul.legend", { "aria-label": t("history.legend"), hidden: true });
  const chart = h("div.chart");
  const figure = h("div.chart-frame", { role: "img", "aria-label": title }, chart);
  const message = h("p.chart-message", { hidden: true });
  const holder = h("div.chart-holder", {}, figure, message);
  holder.style.setProperty("--chart-height", `${heightPx}px`);
  const table = createTable(title);
  element.append(legend, holder, table.element);
  let shown = null; // {build, sentence}
  let gone = false;

  async function draw() {
    if (shown === null || gone) return;
    try {
      const Plotly = await loadPlotly();
      const widthPx = drawnWidthPx(holder);
      if (gone || shown === null || widthPx === 0) return;
      const { traces, layout } = shown.build(widthPx);
      const whole = { ...frame(widthPx, heightPx), ...layout };
      await Plotly.react(chart, traces, whole, { ...CONFIG, locale: language() });
      if (!gone && shown !== null) say(null);
    } catch {
      say(t("history.chart_failed"));
    }
  }

  function say(text) {
    setShown(message, text !== null);
    figure.classList.toggle("is-blank", text !== null);
    if (text !== null) setText(message, text);
  }

  say(t("history.waiting"));
  const resized = new ResizeObserver(draw);
  resized.observe(holder);

  return {
    element,
    legend,
    /** `build(widthPx)` gives {traces, layout}; `sentence` is read out; `rows` fill the table. */
    show({ build, sentence, columns, rows }) {
      holder.classList.remove("is-empty");
      shown = { build };
      figure.setAttribute("aria-label", sentence);
      table.fill(columns, rows);
      draw();
    },
    empty(text) {
      holder.classList.add("is-empty");
      shown = null;
      setShown(legend, false);
      table.fill([], []);
      say(text);
    },
    repaint: draw,
    destroy() {
      gone = true;
      resized.disconnect();
      window.Plotly?.purge(chart);
    },
  };
}

/** A table under a chart, closed until it is asked for. The first column heads the rows. */
export function createTable(caption) {
  const head = h("tr");
  const body = h("tbody");
  const inner = h("table.hour-table", {}, h("caption.visually-hidden", {}, caption), h("thead", {}, head), body);
  const element = h(
    "details.as-table",
    { hidden: true },
    h("summary", {}, t("history.as_table")),
    h("div.table-scroll", { tabindex: "0", role: "region", "aria-label": t("history.table_of", { title: caption }) }, inner),
  );
  return {
    element,
    fill(columns, rows) {
      setShown(element, rows.length > 0);
      head.replaceChildren(...columns.map((text) => h("th", { scope: "col" }, text)));
      body.replaceChildren(
        ...rows.map(([first, ...rest]) =>
          h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((text) => h("td", {}, text))),
        ),
      );
    },
  };
}

/** Swatches with words under a chart. */
export function showLegend(legend, items) {
  setShown(legend, items.length > 0);
  legend.replaceChildren(
    ...items.map(({ series, text }) =>
      h("li", {}, h("span.swatch.small-swatch", { "data-state": series }), h("span", {}, text)),
    ),
  );
}

function frame(widthPx, heightPx) {
  return {
    width: widthPx,
    height: heightPx,
    showlegend: false,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: token("surface-sunken"),
    font: { family: token("font"), size: 12, color: token("ink-soft") },
    hovermode: "closest",
    dragmode: false,
    hoverlabel: {
      bgcolor: token("ink"),
      bordercolor: token("ink"),
      align: "left",
      font: { color: token("surface"), size: 13 },
    },
  };
}
