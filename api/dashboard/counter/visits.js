// Today one by one: each encounter with nobody's identity, and the looks of each area.
import { h, icon, setShown } from "/shared/dom.js";
import { clockSeconds, count, duration, dwell, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { AREAS } from "/shared/states.js";

function createTable(name, columns) {
  const body = h("tbody");
  const element = h(
    "details.as-table",
    { "data-table": name },
    h("summary", {}, t(`tables.${name}`)),
    h(
      "div.table-scroll",
      { tabindex: "0", role: "region", "aria-label": t(`tables.${name}`) },
      h(
        "table.hour-table",
        {},
        h("caption.visually-hidden", {}, t(`tables.${name}`)),
        h("thead", {}, h("tr", {}, ...columns.map((column, index) => h(index === 0 ? "th" : "th.number", { scope: "col" }, t(`tables.col_${column}`))))),
        body,
      ),
    ),
  );
  return { element, body };
}

const row = (head, ...cells) => h("tr", {}, h("th", { scope: "row" }, head), ...cells.map((cell) => h("td.number", {}, cell)));
const some = (value, format) => (value === null ? t("value.none") : format(value));

function median(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function encounterRow(met, zone) {
  const head = [clockSeconds(Date.parse(met.start_utc), zone), met.whole ? "" : t("tables.cut")].join(" ");
  return row(
    head.trim(),
    duration(met.duration_s),
    met.first_look_s === null ? t("tables.no_look") : dwell(met.first_look_s),
    duration(met.state_s.customer ?? 0),
    duration(met.state_s.device ?? 0),
    met.longest_look_away_s > 0 ? dwell(met.longest_look_away_s) : t("value.none"),
    count(met.returns_s.length),
    some(median(met.returns_s), dwell),
    count(met.splits),
  );
}

function areaRow(area, looks) {
  const swatch = h("span.swatch.small-swatch", { "data-state": area });
  return row(
    h("span.row-head", {}, swatch, icon(area), t(`state.${area}`)),
    count(looks.count),
    duration(looks.total_s),
    some(looks.mean_s, dwell),
    some(looks.median_s, dwell),
    some(looks.p85_s, dwell),
    looks.count > 0 ? dwell(looks.longest_s) : t("value.none"),
    some(looks.over_2s_share, percent),
  );
}

export function createTables(meta) {
  const encounters = createTable("encounters", ["start", "duration", "first_look", "customer", "device", "longest", "returns", "return", "splits"]);
  const looks = createTable("looks", ["area", "count", "total", "mean", "median", "p85", "longest_look", "over"]);
  const element = h(
    "section.panel.own-tables",
    { "aria-labelledby": "own-tables" },
    h("h2", { id: "own-tables" }, t("tables.title")),
    encounters.element,
    looks.element,
  );
  return {
    element,
    update(today) {
      const newest = [...today.encounters].reverse();
      setShown(encounters.element, newest.length > 0);
      encounters.body.replaceChildren(...newest.map((met) => encounterRow(met, meta.time_zone)));
      looks.body.replaceChildren(
        ...AREAS.filter((area) => area !== "work" || today.all_time.glances[area].count > 0).map((area) => areaRow(area, today.all_time.glances[area])),
      );
    },
  };
}
