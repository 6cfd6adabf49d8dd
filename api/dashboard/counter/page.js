// The page "At the counter", for the person measured: the pause, and all that is computed today.
import { get, Refused, Unreachable } from "/shared/api.js";
import { createBand } from "/shared/band.js";
import { connect } from "/shared/connection.js";
import { createChooser, remembered } from "/counter/chooser.js";
import { createCue, createCueSettings } from "/counter/cue.js";
import { createLookAways } from "/counter/look_aways.js";
import { createPause } from "/counter/pause.js";
import { createRules } from "/counter/rules.js";
import { createToday } from "/counter/today.js";
import { createTables } from "/counter/visits.js";
import { createDayPanel } from "/shared/day_panel.js";
import { getCounters, takeThresholds } from "/shared/counters.js";
import { button, h, icon, setShown, setText } from "/shared/dom.js";
import { clock, clockSeconds, dayLong, placeOf } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import enCounter from "/messages/en/counter.js";
import enLive from "/messages/en/live.js";
import esCounter from "/messages/es/counter.js";
import esLive from "/messages/es/live.js";
import { createSessionNotice } from "/shared/session_notice.js";
import { mountShell } from "/shared/shell.js";

const TICK_MS = 250;
const REFRESH_MS = 10_000;
const RETRY_MS = 3_000;
const holder = document.getElementById("own");

let counters = null; // as /api/v1/counters tells them
let chosen = null; // the counter that is shown
let parts = null;
let today = null; // as it was told last
let refreshTimer = null;
let asked = 0;

const newest = () => connection.snapshotOf(chosen.counter);
const zone = () => chosen?.time_zone ?? "UTC";
const connection = connect({
  onSnapshot,
  onLink(link) {
    if (link === "live") refresh();
  },
  zone,
});

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
    told: [createToday(chosen), createLookAways(chosen), createDay(), createTables(chosen), createRules()],
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
  showCustomer();
  showBand();
}

/** The day's seconds, as on the Now page: of all time, with a customer or without. */
function createDay() {
  const panel = createDayPanel("own");
  return { element: panel.element, update: (told) => panel.update(told.all_time) };
}

function createProblem() {
  const text = h("span");
  const again = button(h("button.plain", { type: "button" }, t("own.again")), () => refresh());
  const element = h("p.notice.own-problem", { role: "alert", hidden: true }, icon("warning"), text, again);
  return { element, text };
}

function choose(next) {
  chosen = next;
  today = null;
  build();
  tick();
  refresh();
}

function showToday() {
  for (const part of parts.told) part.update(today);
  parts.cueSettings.set(today);
}

function showCustomer() {
  const snapshot = newest();
  if (snapshot === null) return;
  parts.pause.update(snapshot.pause, snapshot.camera);
  parts.session.update(snapshot);
  parts.cue.update(snapshot);
  parts.cueSettings.update(snapshot);
}

function showBand() {
  if (parts === null) return;
  const snapshot = newest();
  const verdict = connection.verdictOf(chosen.counter);
  const stale = verdict.kind === "no_signal" || verdict.kind === "disconnected";
  parts.now.classList.toggle("is-stale", stale);
  parts.now.dataset.state = verdict.kind === "live" ? snapshot.state : verdict.kind;
  parts.band.update(snapshot, verdict, zone(), connection.nowMs());
  // Without the program nobody knows whether it measures, even if it never said a word.
  if (verdict.kind === "disconnected" || (snapshot === null && connection.isLost())) parts.pause.update(null);
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
    takeThresholds(today.thresholds);
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

function onSnapshot(snapshot) {
  if (parts === null || snapshot.counter !== chosen.counter) return;
  showCustomer();
  showBand();
}

function tick() {
  if (chosen === null) return;
  const now = connection.nowMs();
  const values = { day: dayLong(now, zone()), time: clock(now, zone()), place: placeOf(zone()) };
  setText(document.getElementById("site-time"), t("now.site_time", values));
  showBand();
}

async function load() {
  try {
    counters = await getCounters();
    if (counters.length > 0) choose(remembered(counters));
    else build();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    setTimeout(load, RETRY_MS); // the banner says that the program cannot be reached
  }
}

mountShell({
  messages: { es: { ...esLive, ...esCounter }, en: { ...enLive, ...enCounter } },
  onLanguage() {
    connection.show();
    build();
    tick();
  },
});

connection.show();
build();
load();
setInterval(tick, TICK_MS);
document.addEventListener("visibilitychange", () => refresh());
