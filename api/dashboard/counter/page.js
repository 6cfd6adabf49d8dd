// The page "At the counter", for the person measured: the pause, and all that is computed today.
import { get, Refused, Unreachable } from "/shared/api.js";
import { createBand } from "/shared/band.js";
import { createChooser, remembered } from "/counter/chooser.js";
import { createCue, createCueSettings } from "/counter/cue.js";
import { createLookAways } from "/counter/look_aways.js";
import { createPause } from "/counter/pause.js";
import { createRules } from "/counter/rules.js";
import { createToday } from "/counter/today.js";
import { createTables } from "/counter/visits.js";
import { createDayPanel } from "/shared/day_panel.js";
import { button, h, icon, setShown, setText } from "/shared/dom.js";
import { clock, clockSeconds, dayLong, placeOf } from "/shared/format.js";
import { judge, serverTimeMs } from "/shared/freshness.js";
import { t } from "/shared/i18n.js";
import { startLive } from "/shared/live.js";
import enCounter from "/messages/en/counter.js";
import enNow from "/messages/en/now.js";
import esCounter from "/messages/es/counter.js";
import esNow from "/messages/es/now.js";
import { createSessionNotice } from "/shared/session_notice.js";
import { mountShell } from "/shared/shell.js";

const TICK_MS = 250;
const REFRESH_MS = 10_000;
const RETRY_MS = 3_000;
const holder = document.getElementById("own");
const banner = document.getElementById("connection-banner");
const linkState = document.getElementById("link-state");

let counters = null; // as /api/v1/counters tells them
let chosen = null; // the counter that is shown
let parts = null;
let today = null; // as it was told last
let word = null;
let heardMs = 0;
let link = "connecting";
let lastHeardMs = null;
let clockOffsetMs = 0; // the program's clock minus this device's
let refreshTimer = null;
let asked = 0;

const nowMs = () => Date.now() + clockOffsetMs;
const zone = () => chosen?.time_zone ?? "UTC";

function build() {
  if (chosen === null) {
    const empty = counters !== null;
    holder.replaceChildren(h("p.placeholder", {}, t(empty ? "now.no_counters" : "now.waiting")));
    return;
  }
  parts = {
    pause: createPause(chosen, { onChanged: refresh }),
    session: createSessionNotice(chosen.time_zone),
    band: createBand(),
    now: h("div.own-now"),
    problem: createProblem(),
    cue: createCue(),
    told: [createToday(chosen), createLookAways(chosen), createDayPanel("own"), createTables(chosen), createRules()],
    rest: h("div.own-told"),
  };
  const { cue } = parts;
  parts.cueSettings = createCueSettings(chosen, (after_s) => cue.expect(after_s));
  parts.now.append(parts.band.element, parts.cue.element);
  parts.rest.append(...parts.told.map((each) => each.element));
  const chooser = createChooser(counters, chosen, (next) => choose(next));
  document.getElementById("own-chooser").replaceChildren(...(counters.length > 1 ? [chooser] : []));
  holder.replaceChildren(
    parts.pause.element,
    parts.session.element,
    parts.now,
    parts.problem.element,
    parts.rest,
    parts.cueSettings.element,
  );
  if (today !== null) {
    parts.pause.update(today.pause);
    showToday();
  }
  if (word !== null) showCustomer();
  showWord();
}

function createProblem() {
  const text = h("span");
  const again = button(h("button.plain", { type: "button" }, t("own.again")), () => refresh());
  const element = h("p.notice.own-problem", { role: "alert", hidden: true }, icon("warning"), text, again);
  return { element, text };
}

function choose(next) {
  chosen = next;
  word = null;
  today = null;
  build();
  tick();
  refresh();
}

function showToday() {
  // The day's seconds stand on the Now page as well: the same panel, which wants the gap beside them.
  for (const part of parts.told) part.update({ ...today, gap_s: today.volumes.gap_s });
  parts.cueSettings.set(today);
}

function showCustomer() {
  parts.pause.update(word.pause, word.camera);
  parts.session.update(word);
  parts.cue.update(word);
  parts.cueSettings.update(word);
}

function showWord() {
  if (parts === null) return;
  const verdict = judge(word, word === null ? 0 : performance.now() - heardMs);
  const stale = verdict.kind === "no_signal" || verdict.kind === "disconnected";
  parts.now.classList.toggle("is-stale", stale);
  parts.now.dataset.state = verdict.kind === "live" ? word.state : verdict.kind;
  parts.band.update(word, verdict, zone(), nowMs());
  // Without the program nobody knows whether it measures, even if it never said a word.
  if (verdict.kind === "disconnected" || (word === null && link === "lost")) parts.pause.update(null);
}

async function refresh() {
  clearTimeout(refreshTimer);
  if (chosen === null || document.hidden) return;
  asked += 1;
  const mine = asked;
  let next = REFRESH_MS;
  try {
    const told = await get(`/counters/${encodeURIComponent(chosen.counter)}/today`);
    if (mine !== asked) return;
    today = told;
    setShown(parts.problem.element, false);
    parts.rest.classList.remove("is-old");
    parts.pause.update(today.pause);
    showToday();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    if (mine !== asked) return;
    next = RETRY_MS;
    parts.rest.classList.toggle("is-old", today !== null);
    const since = today === null ? null : clockSeconds(Date.parse(today.to), zone());
    setText(parts.problem.text, since === null ? t("own.failed") : t("own.failed_since", { time: since }));
    setShown(parts.problem.element, true);
  }
  refreshTimer = setTimeout(refresh, next);
}

function onWord(next) {
  lastHeardMs = Date.now();
  const sentMs = serverTimeMs(next);
  if (sentMs !== null && !next.stale) clockOffsetMs = sentMs - Date.now();
  if (parts === null || next.counter !== chosen.counter) return;
  word = next;
  heardMs = performance.now();
  showCustomer();
  showWord();
}

function showLink() {
  linkState.dataset.link = link;
  setText(linkState, t(`link.${link}`));
  const lost = link === "lost";
  const since = lastHeardMs === null ? null : lastHeardMs + clockOffsetMs;
  if (lost) setText(banner, since === null ? t("link.lost_before") : t("link.lost_since", { time: clockSeconds(since, zone()) }));
  setShown(banner, lost);
}

function tick() {
  if (chosen === null) return;
  const now = nowMs();
  const values = { day: dayLong(now, zone()), time: clock(now, zone()), place: placeOf(zone()) };
  setText(document.getElementById("site-time"), t("now.site_time", values));
  showWord();
}

async function load() {
  try {
    counters = await get("/counters");
    if (counters.length > 0) choose(remembered(counters));
    else build();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    setTimeout(load, RETRY_MS); // the banner says that the program cannot be reached
  }
}

mountShell({
  messages: { es: { ...esNow, ...esCounter }, en: { ...enNow, ...enCounter } },
  onLanguage() {
    showLink();
    build();
    tick();
  },
});

showLink();
build();
load();
startLive({
  onWord,
  onLink(next) {
    link = next;
    showLink();
    if (link === "live") refresh();
  },
});
setInterval(tick, TICK_MS);
document.addEventListener("visibilitychange", () => refresh());
