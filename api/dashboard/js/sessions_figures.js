// The numbers of a session as people read them: in their unit, with their interval.
import { decimal, dwell, exact, percent } from "/js/format.js";
import { t } from "/js/i18n.js";

const isShare = (number) => number.endsWith("_share") || number === "coverage";

/** A value in the unit that its name ends in. */
export function valueText(number, value) {
  if (value === null || value === undefined) return t("value.none");
  if (isShare(number)) return percent(value);
  if (number.endsWith("_s")) return dwell(value);
  return decimal(value); // the name says per what
}

/** A number of `figures`. */
export const estimateText = (number, told) => (told.beyond ? t("session.beyond") : valueText(number, told.value));

/** Where it lies, or that too little is there to tell. */
export function intervalText(number, interval) {
  if (!interval) return t("session.no_interval");
  const low = valueText(number, interval.low);
  if (interval.high === null) return t("session.interval_open", { low });
  return t("session.interval", { low, high: valueText(number, interval.high) });
}

const signed = (number, value, say) =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${say(number, Math.abs(value))}`;
const inPoints = (_, share) => exact(Math.round(share * 100));

/** "+12 points", "−0.4 s": a difference has a sign, and shares differ by points. */
export function differenceText(number, value) {
  if (value === null || value === undefined) return t("value.none");
  if (!isShare(number)) return signed(number, value, valueText);
  return t("session.points", { value: signed(number, value, inPoints) });
}

/** The interval of a difference, its unit written once; either end may be open. */
export function differenceInterval(number, { low, high }) {
  if (low === null && high === null) return t("session.no_interval");
  const say = isShare(number) ? inPoints : valueText;
  const ends = {
    low: low === null ? "" : signed(number, low, say),
    high: high === null ? "" : signed(number, high, say),
  };
  const key = high === null ? "session.interval_open" : low === null ? "session.interval_open_below" : "session.interval";
  return isShare(number) ? t("session.points", { value: t(key, ends) }) : t(key, ends);
}
