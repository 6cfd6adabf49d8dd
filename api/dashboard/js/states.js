// The states of the definitions page, in the order in which they are always shown.
export const STATES = ["customer", "device", "work", "elsewhere", "unknown", "absent", "paused"];

/** Areas that gaze can dwell on. */
export const AREAS = ["customer", "device", "work", "elsewhere"];

/** States drawn with a pattern, so that they differ by more than colour. */
export const PATTERNS = { unknown: ".", paused: "x", gap: "/" };
