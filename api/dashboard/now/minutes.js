// Today's minute buckets, folded into the bins that a chart or a table shows. Pure.
import { STATES } from "/shared/states.js";

const MINUTE_MS = 60_000;
const BIN_MINUTES = [1, 2, 5, 10, 15, 30, 60];
const MOST_BINS = 240;

/** What a bin can hold, in the order of stacking; "gap" is time without a sample. */
export const SERIES = [...STATES, "gap"];

const secondsOf = (bucket, series) =>
  series === "gap" ? (bucket.gap_s ?? 0) : (bucket.state_s[series] ?? 0);

const measured = (bucket) => SERIES.some((series) => secondsOf(bucket, series) > 0);

/** Start and end of the shown span: the last half hour, or from the first measured minute. */
export function spanOf(buckets, range, nowMs) {
  const end = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const recent = end - 30 * MINUTE_MS;
  if (range === "recent") return { start: recent, end };
  const first = buckets.find(measured);
  const start = first ? Date.parse(first.start_utc) : recent;
  return { start: Math.min(start, recent), end };
}

/** The narrowest bin that keeps the chart readable, in minutes. */
export function binMinutes({ start, end }) {
  const minutes = (end - start) / MINUTE_MS;
  return BIN_MINUTES.find((size) => minutes / size <= MOST_BINS) ?? BIN_MINUTES.at(-1);
}

/** Bins over the span: `{start, end, seconds: {series: s}}`, only those with something in them. */
export function binned(buckets, { start, end }, sizeMinutes) {
  const size = sizeMinutes * MINUTE_MS;
  const bins = new Map();
  for (const bucket of buckets) {
    const at = Date.parse(bucket.start_utc);
    if (at < start || at >= end || !measured(bucket)) continue;
    const key = Math.floor(at / size) * size;
    if (!bins.has(key)) bins.set(key, { start: key, end: key + size, seconds: {} });
    const { seconds } = bins.get(key);
    for (const series of SERIES) {
      seconds[series] = (seconds[series] ?? 0) + secondsOf(bucket, series);
    }
  }
  return [...bins.values()].sort((a, b) => a.start - b.start);
}

/** Seconds per series over all bins. */
export function totals(bins) {
  const sums = Object.fromEntries(SERIES.map((series) => [series, 0]));
  for (const bin of bins) for (const series of SERIES) sums[series] += bin.seconds[series];
  return sums;
}

/** Round moments for the axis: every `step` minutes of the site's own clock. */
export function ticks({ start, end }, widthPx, minuteOfDay) {
  const minutes = (end - start) / MINUTE_MS;
  const most = Math.max(2, Math.floor(widthPx / 80));
  const step = [5, 10, 15, 30, 60, 120, 180, 240, 360].find((s) => minutes / s <= most) ?? 720;
  const found = [];
  for (let at = Math.ceil(start / MINUTE_MS) * MINUTE_MS; at <= end; at += MINUTE_MS) {
    if (minuteOfDay(at) % step === 0) found.push(at);
  }
  return found;
}
