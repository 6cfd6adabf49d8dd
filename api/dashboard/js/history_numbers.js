// The numbers of a span as people read them: unit, interval, and why there are none.
import { count, decimal, duration, dwell, percent } from "/js/format.js";
import { t } from "/js/i18n.js";

/** A value in the unit that its name ends in. */
export function valueText(number, value) {
  if (value === null || value === undefined) return t("value.none");
  if (number.endsWith("_share") || number === "coverage") return percent(value);
  if (number.endsWith("_s")) return dwell(value);
  return t(number.endsWith("_per_min") ? "history.per_min" : "history.per_h", { value: decimal(value) });
}

/** One number of `figures`: a latency may lie beyond all that were seen. */
export function estimateText(number, estimate) {
  return estimate.beyond ? t("history.beyond") : valueText(number, estimate.value);
}

/** Where a number lies, or "" where that is not known. */
export function intervalText(number, interval) {
  if (!interval) return "";
  // A rate's unit stands beside the number already.
  const said = number.includes("_per_") ? decimal : (value) => valueText(number, value);
  const low = said(interval.low);
  if (interval.high === null) return t("history.interval_open", { low });
  return between(low, said(interval.high));
}

/** Two written ends: one where they read the same. */
export const between = (low, high) => (low === high ? low : t("history.interval", { low, high }));

/** What was drawn for the intervals, in words. */
export const drawnText = (interval) =>
  t(`history.drawn.${interval.unit}`, { units: count(interval.units) });

/** Why a share is withheld, with what was needed and what there was; or why several are. */
export function reasonText(share, several = false) {
  const said = (value, how) => (value === null || value === undefined ? t("value.none") : how(value));
  const how = { low_coverage: percent, too_little_time: duration, too_few_encounters: count }[share.reason] ?? count;
  const needed = said(share.needed, how);
  if (several) return t(`history.many.${share.reason}`, { needed });
  return t(`history.reason.${share.reason}`, { needed, had: said(share.had, how) });
}

/** The share with coverage and interval, or why it is withheld: one sentence. */
export function shareSentence(cell) {
  const share = cell.customer_gaze_share;
  if (share.value === null) return `${t("history.not_enough")}: ${reasonText(share)}`;
  const parts = [percent(share.value)];
  if (share.interval) parts.push(intervalText("customer_gaze_share", share.interval));
  if (cell.figures) parts.push(t("history.coverage", { percent: estimateText("coverage", cell.figures.coverage) }));
  return parts.join(" · ");
}

/** Encounters per hour, or that it is not known when customers were there. */
export function loadText(cell) {
  if (cell.encounters_per_h === null) return t("history.load_unknown");
  return t("history.load", { value: decimal(cell.encounters_per_h) });
}
