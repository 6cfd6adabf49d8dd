// The page "Sessions": which view the address asks for, and what all of them need.
import { get, Refused, Unreachable } from "/shared/api.js";
import { connect } from "/shared/connection.js";
import { getCounters } from "/shared/counters.js";
import { button, h, icon, setShown } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import enFigures from "/messages/en/figures.js";
import en from "/messages/en/sessions.js";
import esFigures from "/messages/es/figures.js";
import es from "/messages/es/sessions.js";
import { createCompare } from "/sessions/compare.js";
import { createList, replayAddress } from "/sessions/list.js";
import { createReplay } from "/sessions/replay.js";
import { createRunning, createStart } from "/sessions/running.js";
import { saidOf } from "/shared/refusal.js";
import { mountShell } from "/shared/shell.js";
import { createTrouble } from "/shared/trouble.js";

const TICK_MS = 500;
const holder = document.getElementById("sessions");
const problem = document.getElementById("sessions-problem");

const known = { counters: [], sessions: [] };
const chosen = new Set();
const troubles = new Map(); // what was refused of a kept session
let running = []; // panels of the sessions that run
let start = null; // the form, and for which counters
let side = null; // what holds them
const trouble = createTrouble(); // of them all: what it says stays when its panel goes
let view = null; // of the replay or the comparison that is open
let asked = 0;
let loading = false;

const connection = connect({ onSnapshot });
const nameOf = (counter) => known.counters.find((each) => each.counter === counter)?.name ?? counter;

/** What somebody may be writing in stands where it is while the list is drawn anew. */
function keptPanel(session) {
  const there = running.find((each) => each.id === session.session);
  if (there !== undefined) return there;
  const onStopped = (ended) => (location.hash = replayAddress(ended.session));
  const panel = createRunning(session, nameOf(session.counter), { nowMs: connection.nowMs, trouble, onStopped });
  return { id: session.session, counter: session.counter, panel };
}

function keptStart(free) {
  const key = free.map((each) => each.counter).join();
  if (start?.key !== key) {
    const made = free.length > 0 ? createStart(free, { several: known.counters.length > 1, trouble, onStarted: () => reload(".running-note") }).element : null;
    start = { key, element: made };
  }
  return start.element;
}

function drawList() {
  view?.destroy();
  view = null;
  const open = known.sessions.filter((each) => each.running);
  running = open.map(keptPanel);
  const free = known.counters.filter((each) => !open.some((session) => session.counter === each.counter));
  const list = createList(known.sessions, known.counters, { chosen, troubles, onRemoved: () => reload("#list-title") });
  if (side === null || side.parentElement?.parentElement !== holder) {
    side = h("div.sessions-side");
    holder.replaceChildren(h("div.sessions-columns", {}, side, list.element));
  } else side.nextElementSibling.replaceWith(list.element);
  const wanted = [...running.map((each) => each.panel.element), trouble.element, keptStart(free)].filter((each) => each !== null);
  // Moving an element would take the focus out of it.
  if (wanted.length !== side.children.length || wanted.some((each, index) => side.children[index] !== each)) {
    side.replaceChildren(...wanted);
  }
  for (const each of running) each.panel.update(connection.snapshotOf(each.counter));
  tick();
}

function onSnapshot(snapshot) {
  const here = running.find((each) => each.counter === snapshot.counter);
  here?.panel.update(snapshot);
  // Somebody started or ended one elsewhere.
  if (side !== null && !loading && route()[0] === "list" && here?.id !== snapshot.session?.session) refresh();
}

function tick() {
  for (const each of running) each.panel.tick();
}

function tell(error) {
  if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
  const gone = error instanceof Refused && error.status === 404;
  const said = gone ? [t("sessions.gone")] : error instanceof Refused ? saidOf(error) : [t("sessions.unreachable")];
  const again = gone
    ? h("a.plain.as-button", { href: "#" }, t("sessions.back"))
    : button(h("button.plain", { type: "button" }, t("sessions.again")), open);
  problem.replaceChildren(icon("warning"), h("span", {}, ...said), again);
  setShown(problem, true);
}

async function load() {
  loading = true;
  try {
    known.sessions = await get("/sessions");
  } finally {
    loading = false;
  }
  if (route()[0] === "list") drawList();
}

/** By itself: if it fails, the next snapshot asks again. */
async function refresh() {
  try {
    await load();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
  }
}

/** After something was done: the focus goes to what came of it. */
async function reload(focused) {
  await refresh();
  holder.querySelector(focused)?.focus();
}

/** ["list"], ["replay", id] or ["compare", id, id]. */
function route() {
  const parts = location.hash.slice(1).split("/").filter((part) => part !== "");
  if (parts[0] === "replay" && parts.length === 2) return parts;
  if (parts[0] === "compare" && parts.length === 3) return parts;
  return ["list"];
}

function leaveList() {
  trouble.clear();
  troubles.clear();
  running = [];
  start = null;
  side = null;
  view?.destroy();
  view = null;
}

/** Show what the address asks for; a newer wish overtakes an older one. */
async function open() {
  asked += 1;
  const mine = asked;
  const [name, ...ids] = route();
  try {
    if (known.counters.length === 0) known.counters = await getCounters();
    const path = ids.map(encodeURIComponent);
    if (name === "list") {
      const came = side === null && mine > 1; // from a session, and not to the page
      await load();
      if (came) document.getElementById("list-title")?.focus();
    } else {
      leaveList();
      holder.replaceChildren(h("p.placeholder", { role: "status" }, t("sessions.opening")));
      const found = await Promise.all(path.map((id) => get(`/sessions/${id}/timeline`)));
      if (mine !== asked) return;
      view = (name === "replay" ? createReplay : createCompare)(found, known.counters);
      holder.replaceChildren(view.element);
      view.opened();
    }
    if (mine === asked) setShown(problem, false);
  } catch (error) {
    if (mine !== asked) return;
    if (route()[0] !== "list") holder.replaceChildren();
    tell(error);
  }
}

mountShell({
  messages: { es: { ...esFigures, ...es }, en: { ...enFigures, ...en } },
  onLanguage() {
    connection.show();
    running = [];
    start = null;
    troubles.clear();
    if (route()[0] === "list") drawList();
    else if (view !== null) holder.replaceChildren(view.rebuild());
  },
});
connection.show();
open();
window.addEventListener("hashchange", open);
setInterval(tick, TICK_MS);
