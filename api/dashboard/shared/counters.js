// The counters of the site, and the thresholds in force, which every text takes from here.
import { get } from "/shared/api.js";
import { exact } from "/shared/format.js";
import { fillEverywhere } from "/shared/i18n.js";

/** Thresholds as texts name them: `{long_look_away_s}`. */
const written = (thresholds) =>
  Object.fromEntries(Object.entries(thresholds).map(([name, value]) => [name, exact(value)]));

/** From now on texts name these. */
export const takeThresholds = (thresholds) => fillEverywhere(() => written(thresholds));

/** Every counter; from then on texts may name a threshold, which is the same for all of them. */
export async function getCounters() {
  const counters = await get("/counters");
  if (counters.length > 0) takeThresholds(counters[0].thresholds);
  return counters;
}
