// What a bar of the ribbon is made of, in seconds. Pure.
import { AREAS } from "/shared/states.js";

/** Of the time that the figures are about. */
export const LOOKS = [...AREAS, "unknown"];

/** The rest of a span: too little behind it, no customer there, nobody there, off, no picture. */
export const REST = ["withheld", "no_customer", "absent", "paused", "gap"];

const EVERYTHING = [...LOOKS, ...REST];

/** Seconds per series of one bucket. */
export function secondsOf(bucket) {
  const looks = Object.fromEntries(LOOKS.map((name) => [name, bucket.state_s?.[name] ?? 0]));
  const told = Object.values(looks).reduce((a, b) => a + b, 0);
  const attended = bucket.judged_s + bucket.unknown_s;
  const withheld = Math.min(bucket.left_out_s, Math.max(0, attended - told));
  return {
    ...looks,
    withheld,
    no_customer: Math.max(0, attended - told - withheld),
    absent: bucket.absent_s,
    paused: bucket.paused_s,
    gap: bucket.gap_s,
  };
}

/** Seconds per series, or parts of the time with customers; a bar of parts reaches to 1. */
export function partsOf(bucket, mode) {
  const seconds = secondsOf(bucket);
  if (mode === "time") return seconds;
  const whole = [...LOOKS, "withheld"].reduce((sum, name) => sum + seconds[name], 0);
  return Object.fromEntries(
    [...LOOKS, "withheld"].map((name) => [name, whole > 0 ? seconds[name] / whole : 0]),
  );
}

/** The series that a mode can show. */
export const seriesOf = (mode) => (mode === "time" ? EVERYTHING : [...LOOKS, "withheld"]);
