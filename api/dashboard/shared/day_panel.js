// Today in total: a stacked bar with words, and the same as a table.
import { h, icon, setShown, setText } from "/shared/dom.js";
import { count, duration, dwell, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { mostlyWhy, reasonText } from "/shared/reasons.js";
import { AREAS, STATES } from "/shared/states.js";

const LOOKED_FOR = ["customer", "device"]; // a row also where there was none

export function createDayPanel(id) {
  const segments = new Map(
    STATES.map((state) => [state, h("span.segment", { "data-state": state, hidden: true }, h("span.segment-text"))]),
  );
  // Nothing is shown, nor read aloud, before the first numbers.
  const bar = h("div.day-bar", { role: "img", hidden: true }, ...segments.values());
  const empty = h("p.small", { hidden: true }, t("day.empty"));
  const rows = new Map(STATES.map((state) => [state, createRow(state)]));
  const gap = h("p.small", { hidden: true });
  const table = h(
    "table.day-table",
    { hidden: true },
    h("caption.visually-hidden", {}, t("day.caption")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...["state", "time", "share", "glances", "longest"].map((name) =>
          h(name === "state" ? "th" : "th.number", { scope: "col" }, t(`day.col_${name}`)),
        ),
      ),
    ),
    h("tbody", {}, ...[...rows.values()].map((row) => row.element)),
  );
  const element = h(
    "section.panel.day",
    { "aria-labelledby": `${id}-day` },
    h("h3", { id: `${id}-day` }, t("day.title")),
    bar,
    empty,
    table,
    gap,
  );

  return {
    element,
    update(today) {
      const total = STATES.reduce((sum, state) => sum + today.state_s[state], 0);
      const parts = [];
      for (const state of STATES) {
        const seconds = today.state_s[state];
        const part = total > 0 ? seconds / total : 0;
        const segment = segments.get(state);
        setShown(segment, seconds >= 0.5);
        segment.style.setProperty("--part", String(part));
        setText(segment.firstChild, percent(part));
        if (seconds >= 0.5) parts.push(t("day.bar_part", { state: t(`state.${state}`), percent: percent(part) }));
        rows.get(state).update(today, seconds, part);
      }
      setShown(bar, total > 0);
      setShown(empty, total === 0);
      setShown(table, total > 0);
      const label = t("day.bar", { parts: parts.join("; ") });
      if (bar.getAttribute("aria-label") !== label) bar.setAttribute("aria-label", label);
      setShown(gap, today.gap_s >= 1);
      setText(gap, t("day.gap", { duration: duration(today.gap_s) }));
    },
  };
}

function createRow(state) {
  const aside = h("span.row-note", { hidden: true });
  const time = h("td.number");
  const share = h("td.number");
  const glances = h("td.number");
  const longest = h("td.number");
  const swatch = h("span.swatch", { "data-state": state }, icon(state));
  const word = h("span.row-word", {}, h("span", {}, t(`state.${state}`)), aside);
  const element = h("tr", { "data-state": state }, h("th", { scope: "row" }, h("span.row-head", {}, swatch, word)), time, share, glances, longest);
  const looks = AREAS.includes(state);
  if (!looks) {
    for (const cell of [glances, longest]) {
      cell.append(h("span", { "aria-hidden": "true" }, t("value.none")), h("span.visually-hidden", {}, t("day.not_applicable")));
    }
  }

  return {
    element,
    update(today, seconds, part) {
      // A work area need not exist, and a pause need not happen: no rows of nothing.
      setShown(element, seconds >= 0.5 || LOOKED_FOR.includes(state));
      setText(time, duration(seconds));
      setText(share, percent(part));
      if (looks) {
        const tally = today.glances[state];
        setText(glances, count(tally.count));
        setText(longest, tally.count > 0 ? dwell(tally.longest_s) : t("value.none"));
      }
      if (state === "device") {
        setShown(aside, today.inferred_s >= 1);
        setText(aside, t("day.inferred", { duration: duration(today.inferred_s) }));
      } else if (state === "unknown") {
        const why = mostlyWhy(today.reason_s);
        setShown(aside, why !== null);
        if (why !== null) setText(aside, t("day.reason", { reason: reasonText(why) }));
      }
    },
  };
}
