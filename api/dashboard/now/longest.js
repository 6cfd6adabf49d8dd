// The longest glance at the device area and towards the customer, each with how many there were.
import { h, icon, setText } from "/shared/dom.js";
import { count, dwell } from "/shared/format.js";
import { t } from "/shared/i18n.js";

const AREAS_SHOWN = ["device", "customer"];

export function createLongest(id) {
  const rows = AREAS_SHOWN.map((area) => {
    const value = h("p.big-number");
    const times = h("p.small");
    const swatch = h("span.swatch", { "data-state": area }, icon(area));
    const label = h("div", {}, h("p", {}, t(`longest.${area}`)), times);
    return { area, value, times, element: h("div.longest-row", { "data-area": area }, swatch, label, value) };
  });
  const element = h(
    "section.panel.longest",
    { "aria-labelledby": `${id}-longest` },
    h("h3", { id: `${id}-longest` }, t("longest.title")),
    h("div.longest-rows", {}, ...rows.map((row) => row.element)),
    h("p.small", {}, t("longest.in_progress")),
  );

  return {
    element,
    update(today) {
      for (const { area, value, times } of rows) {
        const tally = today.glances[area];
        const some = tally.count > 0;
        setText(value, some ? dwell(tally.longest_s) : t("longest.none"));
        value.classList.toggle("no-number", !some);
        setText(times, some ? t("longest.count", { count: tally.count, number: count(tally.count) }) : "");
      }
    },
  };
}
