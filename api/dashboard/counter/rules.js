// What decides, with its meaning; where the areas lie; what is kept, and for how long.
import { createAreaMap } from "/shared/area_map.js";
import { drawn, h } from "/shared/dom.js";
import { count, duration, exact } from "/shared/format.js";
import { t } from "/shared/i18n.js";

const DAY_S = 86_400;
const MAP = { x: 1, y: 1, width: 240, height: 156 };
// Thresholds that say more together, each with the sentence that holds them.
const RULES = [
  "glance",
  "blink",
  "gap",
  "customer_comes",
  "first_look",
  "look_away",
  "split",
  "check_back",
];


const degrees = (value) => t("unit.deg", { value: exact(Math.round(value)) });

function areaText(area) {
  const values = {
    left: degrees(-area.yaw_min_deg),
    right: degrees(area.yaw_max_deg),
    down: degrees(-area.pitch_min_deg),
    up: degrees(area.pitch_max_deg),
    under: degrees(-area.pitch_max_deg),
  };
  const below = area.pitch_max_deg < 0 && area.pitch_min_deg <= -90;
  if (below) return t("rules.area_below", values);
  if (area.yaw_min_deg === -area.yaw_max_deg && area.pitch_min_deg <= 0 && area.pitch_max_deg >= 0) return t("rules.area_around", values);
  return t("rules.area_box", {
    yaw_min: degrees(area.yaw_min_deg),
    yaw_max: degrees(area.yaw_max_deg),
    pitch_min: degrees(area.pitch_min_deg),
    pitch_max: degrees(area.pitch_max_deg),
  });
}

/** The customer's place and, where a calibration looked there, the lowest customer's. */
function placesOf({ calibrated, lowest }) {
  const customer = { place: "customer", means: "customer", yaw_deg: 0, pitch_deg: 0 };
  return [...(calibrated ? [customer] : []), ...(lowest === null ? [] : [{ ...customer, ...lowest, place: "lowest" }])];
}

function lowestText({ pitch_deg }) {
  const under = Math.round(-pitch_deg);
  return under > 0 ? t("rules.lowest_below", { under: degrees(under) }) : t("rules.lowest_level");
}

function named(term, text) {
  return h("div", {}, h("dt", {}, term), h("dd", {}, text));
}

function keptRows({ minutes_s, hours_months, encounters_s, sessions_s }) {
  const days = (seconds) => t("kept.days", { count: seconds / DAY_S, number: count(seconds / DAY_S) });
  return [
    named(t("kept.pictures"), t("kept.pictures_for")),
    named(t("kept.gaze"), t("kept.gaze_for")),
    named(t("kept.encounters"), t("kept.encounters_for", { duration: duration(encounters_s) })),
    named(t("kept.minutes"), days(minutes_s)),
    named(t("kept.hours"), t("kept.months", { count: hours_months, number: count(hours_months) })),
    named(t("kept.sessions"), t("kept.sessions_for", { duration: days(sessions_s) })),
    named(t("kept.corrections"), t("kept.corrections_for")),
  ];
}

export function createRules() {
  const rules = h("ul.own-rules");
  const map = createAreaMap(MAP);
  const areas = h("dl.own-terms");
  const calibrated = h("p.small");
  const kept = h("dl.own-terms");
  const element = h(
    "div.own-groups.own-about",
    {},
    h(
      "section.panel",
      { "aria-labelledby": "own-kept" },
      h("h2", { id: "own-kept" }, t("kept.title")),
      kept,
      h("p.small", {}, t("kept.who")),
    ),
    h(
      "section.panel",
      { "aria-labelledby": "own-rules" },
      h("h2", { id: "own-rules" }, t("rules.title")),
      rules,
      h("h3", {}, t("rules.areas")),
      drawn("svg", { class: "area-map", viewBox: "0 0 242 158", "aria-hidden": "true" }, map.element),
      h("p.small", {}, t("rules.map")),
      areas,
      calibrated,
    ),
  );
  return {
    element,
    update(today) {
      rules.replaceChildren(...RULES.map((name) => h("li", { "data-rule": name }, t(`rules.${name}`))));
      map.areas(today.areas);
      map.places(placesOf(today));
      areas.replaceChildren(
        ...today.areas.map((area) => named(areaTerm(area), areaText(area))),
        ...(today.lowest === null ? [] : [named(t("rules.lowest"), lowestText(today.lowest))]),
      );
      calibrated.textContent = t(today.calibrated ? "rules.calibrated" : "calibration.missing");
      kept.replaceChildren(...keptRows(today.retention));
    },
  };
}

const areaTerm = (area) => h("span.area-term", {}, h("span.swatch.small-swatch", { "data-state": area.means }), areaName(area));

/** An area that somebody named themselves keeps its name beside what it means. */
function areaName({ name, means }) {
  return name === means ? t(`area.${means}`) : t("rules.area_named", { area: t(`area.${means}`), name });
}
