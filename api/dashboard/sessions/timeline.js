// A session's timeline as the replay needs it: what is so at a moment, and its events in order. Pure.

/** The band at a moment: {state, reason}; the state is null where nothing was measured. */
export function bandAt(bands, atS) {
  let low = 0;
  let high = bands.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bands[middle].from_s <= atS) low = middle;
    else high = middle - 1;
  }
  return bands[low] ?? { state: null, reason: null };
}

/** Is a customer there? */
export const customerAt = (encounters, atS) =>
  encounters.some((each) => each.from_s <= atS && atS < each.to_s);

const SILENT = [null, "absent", "paused", "unknown"];
const ORDER = { state: 0, come: 1, glance: 2, gone: 3, note: 4 };

/** Everything that is listed, in order: `{kind, atS, ...}`; `key` stays the same when it is drawn anew. */
export function eventsOf(timeline) {
  const length = timeline.session.duration_s;
  const inside = (s) => Math.min(Math.max(s, 0), length);
  const events = [
    ...timeline.bands
      .filter((band) => SILENT.includes(band.state))
      .map((band) => ({ kind: "state", atS: band.from_s, band })),
    ...timeline.glances.map((glance) => ({ kind: "glance", atS: inside(glance.from_s), glance })),
    ...timeline.encounters.flatMap((encounter) => [
      { kind: "come", atS: inside(encounter.from_s), encounter },
      { kind: "gone", atS: inside(encounter.to_s), encounter },
    ]),
    ...timeline.notes.map((note) => ({ kind: "note", atS: inside(note.at_s), note })),
  ];
  return events.sort((one, other) => one.atS - other.atS || ORDER[one.kind] - ORDER[other.kind]);
}

/** Index of the event that began last; -1 before the first. */
export function currentEvent(events, atS) {
  let low = -1;
  let high = events.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (events[middle].atS <= atS) low = middle;
    else high = middle - 1;
  }
  return low;
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Moments to write on an axis of that length: at most so many. */
export function ticksOf(lengthS, most) {
  const step = STEPS_S.find((each) => lengthS / each <= most) ?? STEPS_S.at(-1);
  return Array.from({ length: Math.floor(lengthS / step) + 1 }, (_, index) => index * step);
}

/** "1:23", "1:02:03": a place in a session, alike in every language. */
export function place(seconds) {
  const whole = Math.max(0, Math.floor(seconds + 1e-6));
  const two = (value) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
