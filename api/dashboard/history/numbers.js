// What stands behind the numbers of a span: coverage, load, and why there are none.
import { estimateText, intervalText } from "/shared/figure_text.js";
import { count, decimal, duration, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";

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
