// The numbers of `figures` as people read them, alike on every page: unit, interval, difference.
import { decimal, dwell, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";

const isShare = (number) => number.endsWith("_share") || number === "coverage";

/** Its name; a rate's says per what. */
export const numberName = (number) => t(`number.${number}`);

/** A value in the unit that its name ends in. */
export function valueText(number, value) {
  if (value === null || value === undefined) return t("value.none");
  if (isShare(number)) return percent(value);
  if (number.endsWith("_s")) return dwell(value);
  return decimal(value);
}

/** One number of `figures`: a latency may lie beyond all that were seen. */
export const estimateText = (number, told) => (told.beyond ? t("figure.beyond") : valueText(number, told.value));

/** Two written ends: one where they read the same; either may be open (null). */
export function between(low, high) {
  if (high === null) return t("figure.interval_open", { low });
  if (low === null) return t("figure.interval_to", { high });
  return low === high ? low : t("figure.interval", { low, high });
}

/** Where a number lies, or "" where that is not known. */
export function intervalText(number, interval) {
  if (!interval) return "";
  const high = interval.high === null ? null : valueText(number, interval.high);
  return between(valueText(number, interval.low), high);
}

function signed(number, value) {
  const say = (size) => (isShare(number) ? decimal(size * 100) : valueText(number, size));
  const text = say(Math.abs(value));
  // What rounds to nothing has no sign.
  return text === say(0) ? text : `${value > 0 ? "+" : "−"}${text}`;
}

const inPoints = (number, text) => (isShare(number) ? t("figure.points", { value: text }) : text);

/** "+12,0 points", "−0.4 s": a difference has a sign, and shares differ by points. */
export function differenceText(number, value) {
  return value === null || value === undefined ? t("value.none") : inPoints(number, signed(number, value));
}

/** Where a difference lies, its unit written once; "" where that is not known. */
export function differenceInterval(number, low, high) {
  if (low === null && high === null) return "";
  const [from, to] = [low, high].map((end) => (end === null ? null : signed(number, end)));
  return inPoints(number, between(from, to));
}
