// The longest glance at the device area and towards the customer, each with how many there were.
import { h, icon, setText } from "/js/dom.js";
import { count, dwell } from "/js/format.js";
import { t } from "/js/i18n.js";

export function createLongest(id) {
  const rows = ["device", "customer"].map((area) => {
    const value = h("p.big-number");
    const times = h("p.coverage");
    const titleId = `${id}-longest-${area}`;
    const element = h(
      "section.panel.longest",
      { "aria-labelledby": titleId, "data-area": area },
      h("h3", { id: titleId }, icon(area), h("span", {}, t(`longest.${area}`))),
      h("div.number-row", {}, value, times),
    );
    return { area, value, times, element };
  });
  const note = h("p.small", {}, t("longest.in_progress"));

  return {
    element: h("div.longest-pair", {}, ...rows.map((row) => row.element), note),
    update(today) {
      for (const { area, value, times } of rows) {
        const glances = today.glances?.[area];
        const some = glances !== undefined && glances.count > 0;
        setText(value, some ? dwell(glances.longest_s) : t("longest.none"));
        value.classList.toggle("no-number", !some);
        const number = some ? glances.count : 0;
        setText(times, some ? t("longest.count", { count: number, number: count(number) }) : "");
      }
    },
  };
}
