// Today's customer-gaze share, with coverage beside it and the reference band behind it.
import { h, setShown, setText } from "/shared/dom.js";
import { count, duration, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";

// Attentive clinicians, as on the definitions page: for orientation, never a target.
const REFERENCE = { low: 0.45, high: 0.6 };
const REASONS = ["low_coverage", "too_little_time", "too_few_encounters", "nobody_there"];

export function createSharePanel(id) {
  const value = h("p.big-number");
  const coverage = h("p.coverage");
  const interval = h("p.small.share-interval", { hidden: true });
  const basis = h("p.small.share-basis");
  const reason = h("p.reason", { hidden: true });
  const marker = h("span.gauge-marker");
  const reference = h("span.gauge-reference");
  const gauge = h("div.gauge", { role: "img" }, reference, marker);
  const low = percent(REFERENCE.low);
  const high = percent(REFERENCE.high);
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
      coverage: today.coverage === null ? t("value.none") : percent(today.coverage),
      judged: duration(today.judged_s),
      needed: count(today.customer_gaze_share.needed ?? 0),
      had: count(today.customer_gaze_share.had ?? 0),
    });
  }

  return {
    element,
    /** Of today's share, `{low, high}` from 0 to 1; null where there is none. */
    showInterval(told) {
      const known = told !== null && told.high !== null && !marker.hidden;
      setShown(interval, known);
      if (known) setText(interval, t("share.interval", { low: percent(told.low), high: percent(told.high) }));
    },
    update(today) {
      const share = today.customer_gaze_share ?? { value: null, reason: null };
      const known = share.value !== null && share.value !== undefined;
      const shown = known ? percent(share.value) : t("share.no_data");
      setText(value, shown);
      value.classList.toggle("no-number", !known);
      setShown(marker, known);
      setShown(reason, !known);
      if (!known) setShown(interval, false);
      setShown(basis, known);
      if (known) setText(basis, t(`share.basis.${today.basis}`));
      if (known) marker.style.setProperty("--at", String(share.value));
      else setText(reason, reasonText(today, share.reason));
      const covered = today.coverage !== null && today.coverage !== undefined;
      setText(coverage, covered ? t("share.coverage", { percent: percent(today.coverage) }) : t("share.coverage_none"));
      const label = t("share.gauge", { value: shown, low, high });
      if (gauge.getAttribute("aria-label") !== label) gauge.setAttribute("aria-label", label);
    },
  };
}
