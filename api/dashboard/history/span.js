// Which days the page is about. A day is written "2026-11-16", as the site's calendar has it. Pure.
import { usableZone } from "/shared/format.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const SPANS = ["day", "week", "month"];

/** How long one bucket of a span is. */
export const BUCKETS = { day: "hour", week: "day", month: "day" };

/** Midnight of a day in UTC: what the formats of days take. */
export const midnight = (day) => Date.parse(`${day}T00:00:00Z`);

const written = (ms) => new Date(ms).toISOString().slice(0, 10);

export const plusDays = (day, days) => written(midnight(day) + days * DAY_MS);

/** Days from one to another, the last left out. */
export const daysBetween = (from, to) => Math.round((midnight(to) - midnight(from)) / DAY_MS);

/** The day that it is at the site. */
export function dayAt(zone, ms) {
  const options = { timeZone: usableZone(zone), year: "numeric", month: "2-digit", day: "2-digit" };
  return new Intl.DateTimeFormat("en-CA", options).format(ms);
}

function plusMonths(day, months) {
  const date = new Date(midnight(day));
  return written(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
}

/** The first day of the day, week (from Monday) or month that holds a day. */
export function startOf(span, day) {
  if (span === "month") return `${day.slice(0, 7)}-01`;
  if (span === "day") return day;
  return plusDays(day, -((new Date(midnight(day)).getUTCDay() + 6) % 7));
}

/** The first day of a neighbour: `by` is -1 or 1. */
export function moved(span, start, by) {
  if (span === "month") return plusMonths(start, by);
  return plusDays(start, span === "week" ? 7 * by : by);
}

/** The ISO week that holds a day, as the program writes it: "2026-W47". */
export function isoWeek(day) {
  const thursday = plusDays(startOf("week", day), 3);
  const year = thursday.slice(0, 4);
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** A span as the program is asked for it: its end is left out. */
export const asked = (span, start) => ({ from: start, to: moved(span, start, 1) });

/**
 * Where the buckets stand on the axis: `{at, day, bucket}`, in order, those without data included.
 * `at` is a moment for hours and a day's midnight in UTC for days.
 */
export function slots(span, start, buckets) {
  if (span !== "day") {
    const found = new Map(buckets.map((bucket) => [bucket.start.slice(0, 10), bucket]));
    const days = daysBetween(start, moved(span, start, 1));
    return Array.from({ length: days }, (_, index) => plusDays(start, index)).map((day) => ({
      at: midnight(day),
      bucket: found.get(day) ?? null,
    }));
  }
  const found = new Map(buckets.map((bucket) => [Date.parse(bucket.start_utc), bucket]));
  if (found.size === 0) return [];
  const [first, last] = [Math.min(...found.keys()), Math.max(...found.keys())];
  const hours = Math.round((last - first) / HOUR_MS) + 1;
  return Array.from({ length: hours }, (_, index) => first + index * HOUR_MS).map((at) => ({
    at,
    bucket: found.get(at) ?? null,
  }));
}
