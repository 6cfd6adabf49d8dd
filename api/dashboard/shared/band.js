// The large, calm band: what is so now, since when. Never colour alone: icon, word and colour.
import { h, setIcon, setShown, setText } from "/shared/dom.js";
import { clockSeconds, duration } from "/shared/format.js";
import { serverTimeMs } from "/shared/freshness.js";
import { t } from "/shared/i18n.js";
import { reasonText } from "/shared/reasons.js";

export function createBand() {
  const disc = h("span.disc");
  const state = h("p.state-word");
  const since = h("p.since");
  const note = h("p.state-note");
  const inferred = h("p.inferred", { hidden: true }, h("span", {}, t("band.inferred")));
  const words = h("div.band-words", {}, state, since, note, inferred);
  const element = h("section.band", { "aria-label": t("band.now") }, disc, words);

  function showLive(word, zone, nowMs) {
    setIcon(disc, word.state);
    setText(state, t(`state.${word.state}`));
    setText(note, noteText(word));
    setText(since, sinceText(word, zone, nowMs));
    showInferred(Boolean(word.inferred) && word.state === "device");
  }

  function noteText(word) {
    if (word.state === "paused" && word.pause?.reason === "closed") return t("band.closed");
    if (word.reason !== null) return t("reason.note", { reason: reasonText(word.reason) });
    return t(`state_note.${word.state}`);
  }

  // Stands in the place of the note: the band keeps its height.
  function showInferred(shown) {
    setShown(inferred, shown);
    setShown(note, !shown);
  }

  function sinceText(word, zone, nowMs) {
    if (!word.since_utc) return "";
    const startMs = Date.parse(word.since_utc);
    const lasted = duration(Math.max(0, nowMs - startMs) / 1000);
    return t("band.since", { duration: lasted, time: clockSeconds(startMs, zone) });
  }

  function showSilent(word, kind, zone, nowMs) {
    setIcon(disc, kind === "starting" ? "starting" : "no_signal");
    setText(state, t(`state.${kind}`));
    showInferred(false);
    const sinceMs = silentSinceMs(word, kind);
    if (sinceMs === null || kind === "starting") {
      setText(since, word === null ? "" : t("band.no_sample_yet"));
      setText(note, "");
      return;
    }
    const ago = duration(Math.max(0, nowMs - sinceMs) / 1000);
    setText(since, t("band.stale_since", { time: clockSeconds(sinceMs, zone), duration: ago }));
    setText(note, word.state ? t("band.last_state", { state: t(`state.${word.state}`) }) : "");
  }

  return {
    element,
    update(word, verdict, zone, nowMs) {
      if (verdict.kind === "live") showLive(word, zone, nowMs);
      else showSilent(word, verdict.kind, zone, nowMs);
    },
  };
}

/** Since when nothing is known: the last sample, or the last word of the program. */
function silentSinceMs(word, kind) {
  if (word === null || !word.sample_utc) return null;
  return kind === "disconnected" ? serverTimeMs(word) : Date.parse(word.sample_utc);
}
