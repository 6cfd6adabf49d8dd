// Whether a customer is there, and what today's visits say. Nothing of who they were.
import { h, setIcon, setShown, setText } from "/shared/dom.js";
import { count, duration, dwell } from "/shared/format.js";
import { t } from "/shared/i18n.js";

/** A line below the band: a customer is there, none is, or nobody can know. */
export function createVisit() {
  const sign = h("span.visit-sign");
  const text = h("span");
  const element = h("p.visit", {}, sign, text);

  function told({ present, since_utc }, nowMs) {
    if (present === null) return t("visit.unknown");
    if (!present) return t("visit.nobody");
    if (!since_utc) return t("visit.there");
    return t("visit.there_since", { duration: duration(Math.max(0, nowMs - Date.parse(since_utc)) / 1000) });
  }

  return {
    element,
    update({ customer, state }, verdict, nowMs) {
      if (customer === undefined) {
        delete element.dataset.visit;
        setText(text, "");
        return;
      }
      // In a pause, or without a signal, nobody claims to know.
      const silent = verdict.kind !== "live" ? "silent" : state === "paused" ? "paused" : null;
      if (silent !== null) {
        element.dataset.visit = silent;
        setIcon(sign, silent === "paused" ? "paused" : "unknown");
        setText(text, t(`visit.${silent}`));
        return;
      }
      element.dataset.visit = customer.present === null ? "unknown" : customer.present ? "there" : "nobody";
      setIcon(sign, customer.present === null ? "unknown" : customer.present ? "person_in" : "person_out");
      setText(text, told(customer, nowMs));
    },
  };
}

/** Encounters, first look and long look-aways of today. */
export function createVisits(id) {
  const rows = new Map(
    ["encounters", "first_look", "long"].map((name) => {
      const value = h("p.big-number");
      const note = h("p.small");
      const element = h("div.visits-row", { "data-visits": name }, h("div", {}, h("p", {}, t(`visits.${name}`)), note), value);
      return [name, { element, value, note }];
    }),
  );
  const element = h(
    "section.panel.visits",
    { "aria-labelledby": `${id}-visits` },
    h("h3", { id: `${id}-visits` }, t("visits.title")),
    ...[...rows.values()].map((row) => row.element),
  );

  function show(name, shown, note = "") {
    const row = rows.get(name);
    setText(row.value, shown ?? t("value.none"));
    row.value.classList.toggle("no-number", shown === null);
    setText(row.note, note);
    setShown(row.note, note !== "");
  }

  return {
    element,
    /** `today` as the own view sums it up, null before it is known. */
    update(today, { customer, today: { encounters } }) {
      const blind = encounters === 0 && customer.present === null;
      const first = today?.figures.first_look_median_s.value ?? null;
      show("encounters", blind ? null : count(encounters), blind ? t("visit.unknown") : "");
      const none = blind ? "visit.unknown" : "visits.first_look_none";
      show("first_look", first === null ? null : dwell(first), t(first === null ? none : "visits.first_look_note"));
      show("long", today === null ? null : count(today.figures.long_look_aways));
    },
  };
}
