// The states of the definitions page, in the order in which they are always shown, and how charts
// draw them.
import { onPaper } from "/shared/theme.js";

export const STATES = ["customer", "device", "work", "elsewhere", "unknown", "absent", "paused"];

/** Areas that gaze can dwell on. */
export const AREAS = ["customer", "device", "work", "elsewhere"];

const DRAWN = {
  unknown: { shape: "." },
  paused: { shape: "x" },
  gap: { shape: "/", ground: "surface", line: "gap" },
};
const ON_PAPER = {
  ...DRAWN,
  device: { shape: "-" },
  work: { shape: "|" },
  elsewhere: { shape: ".", ground: "elsewhere-tint", line: "elsewhere-on" },
};

/**
 * The pattern of a state, with the tokens of its ground and its lines. Paper may be black and
 * white: there, as in parts.css, no two that meet differ by colour alone.
 */
export function drawingOf(state) {
  return { shape: "", ground: state, line: "pattern", ...(onPaper() ? ON_PAPER : DRAWN)[state] };
}
