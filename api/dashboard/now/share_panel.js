// Today's customer-gaze share, with coverage beside it and the reference band behind it.
import { h, setShown, setText } from "/shared/dom.js";
import { count, duration, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";

// Attentive clinicians, as on the definitions page: for orientation, never a target.
const REFERENCE = { low: 0.45, high: 0.6 };
const REASONS = ["low_coverage", "too_little_time", "too_few_encounters", "nobody_there"];

/** Of the time that the share is about. */
const coverageOf = (today) => today.figures.coverage.value;

export function createSharePanel(id) {
  const value = h("p.big-number");
  const coverage = h("p.coverage");
  const interval = h("p.small.share-interval", { hidden: true });
  const basis = h("p.small.share-basis");
  const reason = h("p.reason", { hidden: true });
  const marker = h("span.gauge-marker");
  const reference = h("span.gauge-reference");
  const low = percent(REFERENCE.low);
  const high = percent(REFERENCE.high);
  const unknown = t("share.gauge", { value: t("share.no_data"), low, high });
  const gauge = h("div.gauge", { role: "img", "aria-label": unknown }, reference, marker);
  const scale = h(
    "p.gauge-scale",
    { "aria-hidden": "true" },
    h("span", {}, percent(0)),
    h("span.gauge-scale-reference", {}, t("share.reference_short", { low, high })),
    h("span", {}, percent(1)),
  );
  reference.style.setProperty("--from", String(REFERENCE.low));
  reference.style.setProperty("--to", String(REFERENCE.high));
  const element = h(
    "section.panel.share",
    { "aria-labelledby": `${id}-share` },
    h("h3", { id: `${id}-share` }, t("share.title")),
    h("div.number-row", {}, value, coverage),
    interval,
    basis,
    reason,
    gauge,
    scale,
    h("p.small", {}, t("share.reference", { low, high })),
    h("p.small", {}, t("share.coverage_note")),
  );

  function reasonText(today, why) {
    return t(`share.reason.${REASONS.includes(why) ? why : "other"}`, {
      coverage: coverageOf(today) === null ? t("value.none") : percent(coverageOf(today)),
      judged: duration(today.figures.judged_s),
      needed: count(today.customer_gaze_share.needed ?? 0),
      had: count(today.customer_gaze_share.had ?? 0),
    });
  }

  return {
    element,
    /** `today` as the own view sums it up. */
    update(today) {
      const share = today.customer_gaze_share;
      const known = share.value !== null;
      const shown = known ? percent(share.value) : t("share.no_data");
      setText(value, shown);
      value.classList.toggle("no-number", !known);
      setShown(marker, known);
      setShown(reason, !known);
      const between = known && share.interval !== null && share.interval.high !== null;
      setShown(interval, between);
      if (between) setText(interval, t("share.interval", { low: percent(share.interval.low), high: percent(share.interval.high) }));
      setShown(basis, known);
      if (known) setText(basis, t(`share.basis.${today.basis}`));
      if (known) marker.style.setProperty("--at", String(share.value));
      else setText(reason, reasonText(today, share.reason));
      const covered = coverageOf(today);
      setText(coverage, covered === null ? t("share.coverage_none") : t("share.coverage", { percent: percent(covered) }));
      const label = t("share.gauge", { value: shown, low, high });
      if (gauge.getAttribute("aria-label") !== label) gauge.setAttribute("aria-label", label);
    },
  };
}
