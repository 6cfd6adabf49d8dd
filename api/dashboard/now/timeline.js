// Today, minute by minute: fetches the buckets, shows legend, chart and the same as a table.
import { get, Refused, Unreachable } from "/shared/api.js";
import { h, setShown, setText } from "/shared/dom.js";
import { clock, duration, percent, usableZone } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { binMinutes, binned, SERIES, spanOf, totals } from "/now/minutes.js";
import { drawTimeline, dropTimeline } from "/now/timeline_chart.js";

const REFRESH_MS = 15_000;
const RETRY_MS = 5_000;
const HOUR_MINUTES = 60;
const RANGES = ["recent", "day"];

export function createTimeline(id, meta, serverNowMs) {
  let buckets = null;
  let range = "recent";
  let timer = null;
  let gone = false;

  const buttons = RANGES.map((name) =>
    h("button", { type: "button", "aria-pressed": String(name === range), "data-range": name }, t(`timeline.range_${name}`)),
  );
  const legend = h("ul.legend", { "aria-label": t("timeline.legend") });
  const chart = h("div.chart");
  const figure = h("div.chart-frame", { role: "img", "aria-label": t("timeline.loading") }, chart);
  const message = h("p.chart-message", {}, t("timeline.loading"));
  const blank = h("p.small", { hidden: true }, t("timeline.blank"));
  const tableBody = h("tbody");
  const tableHead = h("tr");
  const table = h(
    "details.as-table",
    { hidden: true },
    h("summary", {}, t("timeline.table")),
    h(
      "div.table-scroll",
      { tabindex: "0", role: "region", "aria-label": `${meta.name}: ${t("timeline.table_caption")}` },
      h("table.hour-table", {}, h("caption.visually-hidden", {}, t("timeline.table_caption")), h("thead", {}, tableHead), tableBody),
    ),
  );
  const element = h(
    "section.panel.timeline",
    { "aria-labelledby": `${id}-timeline` },
    h(
      "div.panel-head",
      {},
      h("h3", { id: `${id}-timeline` }, t("timeline.title")),
      h("div.segmented", { role: "group", "aria-label": t("timeline.range") }, ...buttons),
    ),
    legend,
    h("div.chart-holder", {}, figure, message),
    blank,
    table,
  );

  for (const button of buttons) {
    button.addEventListener("click", () => {
      range = button.dataset.range;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      show();
    });
  }

  async function refresh() {
    clearTimeout(timer);
    try {
      const query = new URLSearchParams({ counter: meta.counter, bucket: "minute" });
      ({ buckets } = await get(`/metrics?${query}`));
      if (gone) return;
      await show();
      timer = setTimeout(refresh, REFRESH_MS);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      if (gone) return;
      if (buckets === null) say("timeline.data_failed");
      timer = setTimeout(refresh, RETRY_MS);
    }
  }

  function say(key) {
    setShown(message, key !== null);
    setShown(figure, key === null);
    setShown(blank, key === null);
    if (key !== null) setText(message, t(key));
  }

  async function show() {
    if (buckets === null || gone) return;
    const zone = usableZone(meta.time_zone);
    const span = spanOf(buckets, range, serverNowMs());
    const bins = binned(buckets, span, binMinutes(span));
    const sums = totals(bins);
    showLegend(sums);
    showTable(zone);
    if (buckets.length === 0 || bins.length === 0) {
      say("timeline.empty");
      return;
    }
    describe(span, sums, zone);
    setShown(figure, true);
    try {
      await drawTimeline(chart, bins, span, zone);
      if (!gone) say(null);
    } catch {
      say("timeline.failed");
    }
  }

  function describe(span, sums, zone) {
    const whole = Object.values(sums).reduce((a, b) => a + b, 0);
    const parts = SERIES.filter((series) => sums[series] >= 0.5).map((series) =>
      t("day.bar_part", { state: t(`state.${series}`), percent: percent(sums[series] / whole) }),
    );
    const values = { from: clock(span.start, zone), to: clock(span.end, zone), parts: parts.join("; ") };
    figure.setAttribute("aria-label", t("timeline.summary", values));
  }

  function showLegend(sums) {
    const items = SERIES.filter((series) => sums[series] > 0).map((series) =>
      h("li", {}, h("span.swatch.small-swatch", { "data-state": series }), h("span", {}, t(`state.${series}`))),
    );
    legend.replaceChildren(...items);
  }

  function showTable(zone) {
    const hours = binned(buckets, { start: 0, end: Number.MAX_SAFE_INTEGER }, HOUR_MINUTES);
    const sums = totals(hours);
    const columns = SERIES.filter((series) => sums[series] >= 0.5);
    setShown(table, hours.length > 0);
    tableHead.replaceChildren(
      h("th", { scope: "col" }, t("timeline.col_hour")),
      ...columns.map((series) => h("th.number", { scope: "col" }, t(`state.${series}`))),
    );
    tableBody.replaceChildren(
      ...hours.map((hour) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, clock(hour.start, zone)),
          ...columns.map((series) => h("td.number", {}, duration(hour.seconds[series]))),
        ),
      ),
    );
  }

  const resized = new ResizeObserver(() => show());
  resized.observe(element);
  refresh();

  return {
    element,
    repaint: show,
    destroy() {
      gone = true;
      clearTimeout(timer);
      resized.disconnect();
      dropTimeline(chart);
    },
  };
}
