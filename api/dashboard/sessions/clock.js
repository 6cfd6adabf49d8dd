// Where a replay stands and how fast it goes. Pure: the time that passes is handed in.
//
// The whole timeline is fetched once and played by this clock, not by the program's stream of
// events: the playhead then moves on every frame at 60x too, and a seek needs no new request.

export const SPEEDS = [0.5, 1, 2, 5, 10, 30, 60];

export function createClock(lengthS) {
  let atS = 0;
  let speed = 1;
  let playing = false;
  const within = (s) => Math.min(Math.max(s, 0), lengthS);

  return {
    lengthS,
    at: () => atS,
    speed: () => speed,
    playing: () => playing,
    /** So many seconds have passed; at the end it stands still. */
    advance(elapsedS) {
      if (!playing) return;
      atS = within(atS + elapsedS * speed);
      if (atS >= lengthS) playing = false;
    },
    seek(s) {
      atS = within(s);
    },
    setSpeed(next) {
      speed = next;
    },
    /** The next speed up (1) or down (-1), or the same at either end. */
    shift(by) {
      speed = SPEEDS[Math.min(Math.max(SPEEDS.indexOf(speed) + by, 0), SPEEDS.length - 1)];
    },
    /** Play or stop; from the end it begins anew. */
    toggle() {
      playing = !playing && lengthS > 0;
      if (playing && atS >= lengthS) atS = 0;
    },
    stop() {
      playing = false;
    },
  };
}
