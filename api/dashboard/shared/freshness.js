// Is what we hold still true? Pure: no clock of its own, `ageMs` and `nowMs` are handed in.

/**
 * What the band of a counter may claim.
 *
 * kind: "live" the state holds; "starting" no sample yet; "no_signal" the camera stopped;
 * "disconnected" the program itself stopped talking to this page.
 * staleInMs: when to look again if nothing arrives (null when it is stale already).
 */
export function judge(word, ageMs) {
  if (word === null) return { kind: "starting", staleInMs: null };
  const { stale_after_ms: staleAfterMs } = word;
  if (ageMs >= staleAfterMs) return { kind: "disconnected", staleInMs: null };
  const untilSilent = staleAfterMs - ageMs;
  if (word.state === "paused") return { kind: "live", staleInMs: untilSilent };
  if (word.sample_utc === null || word.sample_utc === undefined) {
    const starting = word.camera.health === "starting" || word.camera.health === "ok";
    return { kind: starting ? "starting" : "no_signal", staleInMs: untilSilent };
  }
  const sampleAgeMs = (word.freshness_ms ?? 0) + ageMs;
  const lost = word.stale || ["lost", "stale", "frozen", "turned"].includes(word.camera.health);
  if (lost || sampleAgeMs >= staleAfterMs) return { kind: "no_signal", staleInMs: untilSilent };
  if (word.state === null) return { kind: "starting", staleInMs: untilSilent };
  return { kind: "live", staleInMs: staleAfterMs - sampleAgeMs };
}

/** The program's time at the moment a word was sent, or null if the word does not tell. */
export function serverTimeMs(word) {
  if (!word.sample_utc || word.freshness_ms === null || word.freshness_ms === undefined) return null;
  return Date.parse(word.sample_utc) + word.freshness_ms;
}
