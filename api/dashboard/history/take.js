// What can be taken away: the same numbers as files, and the page on paper.
import { button, h, setText } from "/shared/dom.js";
import { fileLink, madePageLink } from "/shared/download.js";
import { whileAsking } from "/history/ask.js";
import { dayRange } from "/shared/format.js";
import { createPanel } from "/history/panel.js";
import { asked, dayAt, isoWeek, midnight, moved, plusDays, startOf } from "/history/span.js";
import { language, t } from "/shared/i18n.js";
import { createTrouble } from "/shared/trouble.js";

const SERIES = {
  day: ["hours", "encounters", "glance-bins"],
  week: ["days", "hours", "encounters", "glance-bins"],
  month: ["weeks", "days", "hours", "encounters", "glance-bins"],
};

const READERS = ["owner", "trainer"];

/** The Monday of the report: of the shown week, of a month its last week that has begun. */
function reportWeek(meta, span, start) {
  const today = dayAt(meta.time_zone, Date.now());
  const last = plusDays(moved(span, start, 1), -1);
  return startOf("week", last < today ? last : today);
}

export function createTake() {
  const element = createPanel("take", t("history.take"), { note: t("history.take_note") });
  const links = h("ul.take");
  const print = button(h("button.plain", { type: "button" }, t("history.print")), () => window.print());
  const stopWatching = whileAsking((busy) => {
    print.disabled = busy;
    setText(print, t(busy ? "history.print_waits" : "history.print"));
  });
  const reports = h("ul.take");
  element.append(h("h3", {}, t("history.reports")), reports, h("h3", {}, t("history.files")), links, print);
  return {
    element,
    show({ meta, span, start }) {
      const decimal = language() === "es" ? "comma" : "point";
      const query = new URLSearchParams({ counter: meta.counter, ...asked(span, start) });
      const week = reportWeek(meta, span, start);
      const shown = dayRange(midnight(week), midnight(plusDays(week, 6)));
      reports.replaceChildren(
        ...READERS.map((reader) => {
          const report = new URLSearchParams({ counter: meta.counter, week: isoWeek(week), lang: language(), for: reader });
          const trouble = createTrouble();
          const text = t(`history.report_${reader}`, { span: shown });
          return h("li", {}, madePageLink(`/api/v1/report?${report}`, trouble, text), trouble.element);
        }),
      );
      links.replaceChildren(
        ...SERIES[span].map((series) => {
          const trouble = createTrouble();
          const files = [
            ["CSV", `${series}.csv?${query}&decimal=${decimal}`],
            ["JSON", `${series}.json?${query}`],
          ].map(([kind, file]) => fileLink("a", `/api/v1/export/${file}`, trouble, kind));
          const name = h("span", {}, t(`history.series_of.${series.replaceAll("-", "_")}`));
          return h("li", {}, name, h("span.take-files", {}, ...files), trouble.element);
        }),
      );
    },
    repaint() {},
    destroy: stopWatching,
  };
}
