// The page "Now": wires the live words to one view per counter.
import { h, icon, setShown, setText } from "/shared/dom.js";
import { createCounterView } from "/now/counter_view.js";
import { clock, clockSeconds, dayLong, placeOf } from "/shared/format.js";
import { serverTimeMs } from "/shared/freshness.js";
import { t } from "/shared/i18n.js";
import { startLive } from "/shared/live.js";
import en from "/messages/en/now.js";
import es from "/messages/es/now.js";
import { mountShell } from "/shared/shell.js";

const TICK_MS = 500;
const holder = document.getElementById("counters");
const banner = document.getElementById("connection-banner");
const linkState = document.getElementById("link-state");
const announcer = document.getElementById("announcer");

const views = new Map();
let counters = null; // as /api/v1/counters tells them
let link = "connecting";
let lastHeardMs = null;
let clockOffsetMs = 0; // the program's clock minus this device's

const serverNowMs = () => Date.now() + clockOffsetMs;
const siteZone = () => counters?.[0]?.time_zone ?? "UTC";

function viewOf(id) {
  if (!views.has(id)) {
    const known = counters?.find((counter) => counter.counter === id);
    const meta = known ?? { counter: id, name: id, time_zone: siteZone(), calibrated: true };
    const view = createCounterView(meta, { announce, serverNowMs });
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

function onWord(word) {
  lastHeardMs = Date.now();
  const sentMs = serverTimeMs(word);
  if (sentMs !== null && !word.stale) clockOffsetMs = sentMs - Date.now();
  viewOf(word.counter).update(word);
}

function onLink(next) {
  link = next;
  showLink();
}

function showLink() {
  linkState.dataset.link = link;
  setText(linkState, t(`link.${link}`));
  const lost = link === "lost";
  if (lost) {
    const since = lastHeardMs === null ? null : lastHeardMs + clockOffsetMs;
    const text =
      since === null ? t("link.lost_before") : t("link.lost_since", { time: clockSeconds(since, siteZone()) });
    setText(banner, text);
  }
  setShown(banner, lost);
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
  const now = serverNowMs();
  const zone = siteZone();
  const values = { day: dayLong(now, zone), time: clock(now, zone), place: placeOf(zone) };
  if (counters !== null) setText(document.getElementById("site-time"), t("now.site_time", values));
  for (const view of views.values()) view.tick();
}

async function loadCounters() {
  try {
    const response = await fetch("/api/v1/counters", { cache: "no-store" });
    if (!response.ok) throw new Error(`/api/v1/counters answered ${response.status}`);
    counters = await response.json();
    for (const counter of counters) viewOf(counter.counter).setMeta(counter);
    showPlaceholder();
    tick();
  } catch {
    setTimeout(loadCounters, 2000); // the banner says that the program cannot be reached
  }
}

mountShell({
  messages: { es, en },
  onLanguage() {
    showLink();
    showPromise();
    showPlaceholder();
    for (const view of views.values()) view.rebuild();
    tick();
  },
  onTheme() {
    for (const view of views.values()) view.repaint();
  },
});

showLink();
showPromise();
showPlaceholder();
loadCounters();
startLive({ onWord, onLink });
setInterval(tick, TICK_MS);
