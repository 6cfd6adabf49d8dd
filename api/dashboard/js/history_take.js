// What can be taken away: the same numbers as files, and the page on paper.
import { button, h } from "/js/dom.js";
import { createPanel } from "/js/history_panel.js";
import { asked } from "/js/history_span.js";
import { language, t } from "/js/i18n.js";

const SERIES = {
  day: ["hours", "encounters", "glance-bins"],
  week: ["days", "hours", "encounters", "glance-bins"],
  month: ["weeks", "days", "hours", "encounters", "glance-bins"],
};

export function createTake() {
  const element = createPanel("take", t("history.take"), { note: t("history.take_note") });
  const links = h("ul.take");
  const print = button(h("button.plain", { type: "button" }, t("history.print")), () => window.print());
  element.append(links, print);
  return {
    element,
    show({ meta, span, start }) {
      const decimal = language() === "es" ? "comma" : "point";
      const query = new URLSearchParams({ counter: meta.counter, ...asked(span, start) });
      links.replaceChildren(
        ...SERIES[span].map((series) =>
          h(
            "li",
            {},
            h("span", {}, t(`history.series_of.${series.replaceAll("-", "_")}`)),
            h("a", { href: `/api/v1/export/${series}.csv?${query}&decimal=${decimal}`, download: true }, "CSV"),
            h("a", { href: `/api/v1/export/${series}.json?${query}`, download: true }, "JSON"),
          ),
        ),
      );
    },
    repaint() {},
    destroy() {},
  };
}
