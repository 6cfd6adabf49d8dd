// Numbers, durations and times: in the reader's language, in the site's own time zone.
import { language, locale, t } from "/shared/i18n.js";

const cache = new Map();

function cached(kind, options, make) {
  const key = `${kind} ${locale()} ${JSON.stringify(options)}`;
  if (!cache.has(key)) cache.set(key, make(locale(), options));
  return cache.get(key);
}

function number(value, options) {
  return cached("number", options, (tag, o) => new Intl.NumberFormat(tag, o)).format(value);
}

// English's short forms are words with plurals ("3 mins"), Spanish's are symbols ("3 min").
const NBSP = "\u00a0";
const UNIT_DISPLAY = { es: "short", en: "narrow" };

function unit(value, name, options = {}) {
  const unitDisplay = UNIT_DISPLAY[language()];
  // A number and its unit stay on one line.
  return number(value, { style: "unit", unit: name, unitDisplay, ...options }).replaceAll(" ", NBSP);
}

export const count = (value) => number(value, { maximumFractionDigits: 0 });
export const decimal = (value) =>
  number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
export const tenths = (value) => number(value, { maximumFractionDigits: 1 });
export const exact = (value) => number(value, { maximumFractionDigits: 3 });
export const percent = (share) => number(share, { style: "percent", maximumFractionDigits: 0 });

/** "12 s", "3 min 20 s", "1 h 5 min": never more than two units. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return unit(whole, "second");
  if (whole < 3600) {
    const rest = whole % 60;
    const minutes = unit(Math.floor(whole / 60), "minute");
    return rest === 0 ? minutes : `${minutes} ${unit(rest, "second")}`;
  }
  const minutes = Math.floor((whole % 3600) / 60);
  const hours = unit(Math.floor(whole / 3600), "hour");
  return minutes === 0 ? hours : `${hours} ${unit(minutes, "minute")}`;
}

/** One glance: tenths of a second while they matter. */
export function dwell(seconds) {
  if (seconds >= 60) return duration(seconds);
  return unit(seconds, "second", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** A zone that this browser knows, or UTC (the page then says so). */
export function usableZone(zone) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return "UTC";
  }
}

function moment(when, zone, options) {
  const all = { timeZone: usableZone(zone), ...options };
  return cached("date", all, (tag, o) => new Intl.DateTimeFormat(tag, o)).format(new Date(when));
}

export const clock = (when, zone) => moment(when, zone, { hour: "2-digit", minute: "2-digit" });
export const clockSeconds = (when, zone) =>
  moment(when, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const dayLong = (when, zone) =>
  moment(when, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** "Europe/Madrid" as people say it: "Madrid". */
export function placeOf(zone) {
  const usable = usableZone(zone);
  if (usable === "UTC" || usable === "Etc/UTC") return t("time.utc");
  if (usable === "Atlantic/Canary") return t("place.canary"); // its name is English
  return usable.split("/").at(-1).replaceAll("_", " ");
}

// Days of the site's calendar are handed in as their midnight in UTC: they have no zone any more.
export const dayShort = (when, zone = "UTC") => moment(when, zone, { weekday: "short", day: "numeric" });
export const weekday = (when, zone = "UTC") => moment(when, zone, { weekday: "short" });
export const dayNumber = (when, zone = "UTC") => moment(when, zone, { day: "numeric" });
export const monthYear = (when, zone = "UTC") => moment(when, zone, { month: "long", year: "numeric" });

/** "16–22 de noviembre de 2026": both days included. */
export function dayRange(first, last, withYear = true) {
  const options = { timeZone: "UTC", day: "numeric", month: "long", year: withYear ? "numeric" : undefined };
  return cached("date", options, (tag, o) => new Intl.DateTimeFormat(tag, o)).formatRange(first, last);
}
