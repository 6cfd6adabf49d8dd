// The page "Now": wires the live snapshots to one view per counter.
import { get, Refused, Unreachable } from "/shared/api.js";
import { connect } from "/shared/connection.js";
import { getCounters } from "/shared/counters.js";
import { h, icon, setText } from "/shared/dom.js";
import { createCounterView } from "/now/counter_view.js";
import { clock, dayLong, placeOf } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import enLive from "/messages/en/live.js";
import en from "/messages/en/now.js";
import esLive from "/messages/es/live.js";
import es from "/messages/es/now.js";
import { mountShell } from "/shared/shell.js";

const TICK_MS = 500;
const RETRY_MS = 2000;
const holder = document.getElementById("counters");
const announcer = document.getElementById("announcer");

const views = new Map();
let counters = null; // as /api/v1/counters tells them

const siteZone = () => counters?.[0]?.time_zone ?? "UTC";
const connection = connect({ onSnapshot: (snapshot) => viewOf(snapshot.counter).update(snapshot), zone: siteZone });

function viewOf(id) {
  if (!views.has(id)) {
    const known = counters?.find((counter) => counter.counter === id);
    const meta = known ?? { counter: id, name: id, time_zone: siteZone(), calibrated: true };
    const view = createCounterView(meta, { announce, connection });
    views.set(id, view);
    if (views.size === 1) holder.replaceChildren();
    holder.append(view.element);
    holder.dataset.count = String(views.size);
  }
  return views.get(id);
}

function announce(text) {
  setText(announcer, text);
}

function showPromise() {
  document
    .getElementById("promise")
    .replaceChildren(icon("shield"), h("strong", {}, t("promise.short")));
}

function showPlaceholder() {
  if (views.size > 0) return;
  const empty = counters !== null && counters.length === 0;
  holder.replaceChildren(h("p.placeholder", {}, t(empty ? "now.no_counters" : "now.waiting")));
}

function tick() {
  const now = connection.nowMs();
  const zone = siteZone();
  const values = { day: dayLong(now, zone), time: clock(now, zone), place: placeOf(zone) };
  if (counters !== null) setText(document.getElementById("site-time"), t("now.site_time", values));
  for (const view of views.values()) view.tick();
}

async function loadCounters() {
  try {
    counters = await getCounters();
    for (const counter of counters) viewOf(counter.counter).setMeta(counter);
    showPlaceholder();
    tick();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    setTimeout(loadCounters, RETRY_MS); // the banner says that the program cannot be reached
  }
}

mountShell({
  messages: { es: { ...esLive, ...es }, en: { ...enLive, ...en } },
  onLanguage() {
    connection.show();
    showPromise();
    showPlaceholder();
    for (const view of views.values()) view.rebuild();
    tick();
  },
  onTheme() {
    for (const view of views.values()) view.repaint();
  },
});

connection.show();
showPromise();
showPlaceholder();
loadCounters();
setInterval(tick, TICK_MS);
