// What a page knows of the program while it is open: the newest snapshot of each counter, whether the
// program can be heard, and its clock. Fills the elements for it that the page has.
import { setShown, setText } from "/shared/dom.js";
import { clockSeconds } from "/shared/format.js";
import { judge, serverTimeMs } from "/shared/freshness.js";
import { t } from "/shared/i18n.js";
import { startLive } from "/shared/live.js";

const indicator = document.getElementById("link-state");
const banner = document.getElementById("connection-banner");

/**
 * `onSnapshot(snapshot)` runs for each that arrives and `onLink(link)` when the link changes: both once
 * they are kept here. `zone()` is the time zone that the banner tells the time in.
 */
export function connect({ onSnapshot, onLink = () => {}, zone = () => "UTC" }) {
  const newest = new Map(); // counter to {snapshot, atMs}, the latter on this page's own clock
  let link = "connecting";
  let heardMs = null; // anything of any counter, as this device tells the time
  let offsetMs = 0; // the program's clock minus this device's

  const nowMs = () => Date.now() + offsetMs;
  const snapshotOf = (counter) => newest.get(counter)?.snapshot ?? null;

  function show() {
    if (indicator !== null) {
      indicator.dataset.link = link;
      setText(indicator, t(`link.${link}`));
    }
    if (banner === null) return;
    const lost = link === "lost";
    if (lost) {
      const since = heardMs === null ? null : clockSeconds(heardMs + offsetMs, zone());
      setText(banner, since === null ? t("link.lost_before") : t("link.lost_since", { time: since }));
    }
    setShown(banner, lost);
  }

  startLive({
    onSnapshot(snapshot) {
      heardMs = Date.now();
      const sentMs = serverTimeMs(snapshot);
      if (sentMs !== null && !snapshot.stale) offsetMs = sentMs - heardMs;
      newest.set(snapshot.counter, { snapshot, atMs: performance.now() });
      onSnapshot(snapshot);
    },
    onLink(next) {
      link = next;
      show();
      onLink(link);
    },
  });

  return {
    /** Put it on the page, in its language of now. */
    show,
    /** The program's time. */
    nowMs,
    isLost: () => link === "lost",
    /** The newest snapshot of a counter, null before the first. */
    snapshotOf,
    /** What may be claimed of a counter at this moment, as `judge` of freshness.js tells it. */
    verdictOf(counter) {
      const last = newest.get(counter);
      return judge(snapshotOf(counter), last === undefined ? 0 : performance.now() - last.atMs);
    },
  };
}
