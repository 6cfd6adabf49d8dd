// The page "History": one counter, one span; every panel is drawn from the same answer.
import { get, Refused, Unreachable } from "/shared/api.js";
import { getCounters } from "/shared/counters.js";
import { button, h, icon, setShown, setText } from "/shared/dom.js";
import { clock } from "/shared/format.js";
import { createAdvice } from "/history/advice.js";
import { createBalance } from "/history/balance.js";
import { createChoiceBar, readChoice, spanName, writeChoice } from "/history/choice.js";
import { createCompare } from "/history/compare.js";
import { inTurn, whileAsking } from "/history/ask.js";
import { createHeat } from "/history/heat.js";
import { createLengths } from "/history/lengths.js";
import { createRibbon } from "/history/ribbon.js";
import { asked, BUCKETS, slots } from "/history/span.js";
import { createSummary } from "/history/summary.js";
import { createTake } from "/history/take.js";
import { createTrend } from "/history/trend.js";
import { createWhatIf } from "/history/what_if.js";
import { t } from "/shared/i18n.js";
import enFigures from "/messages/en/figures.js";
import en from "/messages/en/history.js";
import esFigures from "/messages/es/figures.js";
import es from "/messages/es/history.js";
import { saidOf } from "/shared/refusal.js";
import { mountShell } from "/shared/shell.js";

const PARTS = [
  createSummary, // the first: it is told of the comparison
  createRibbon,
  createTrend,
  createHeat,
  createBalance,
  createCompare,
  createLengths,
  createWhatIf,
  createAdvice,
  createTake,
];
const RETRY_MS = 3000;
const bar = document.getElementById("choice");
const holder = document.getElementById("history");
const problem = document.getElementById("history-problem");
const notice = document.getElementById("history-notice");
const announcer = document.getElementById("announcer");

let counters = null;
let choice = null;
let view = null; // what is shown: the choice with its answer
let parts = [];
let asking = null;

function build() {
  for (const part of parts) part.destroy();
  parts = PARTS.map((create) => create());
  holder.replaceChildren(...parts.map((part) => part.element));
}

function drawBar(focus = null) {
  bar.replaceChildren(...createChoiceBar(counters, choice, choose));
  // Nothing is later than now: the button pressed is off then.
  if (focus) (bar.querySelector(`#${focus}:enabled`) ?? document.getElementById("move-earlier")).focus();
}

function choose(next, focus) {
  choice = next;
  writeChoice(choice);
  drawBar(focus);
  ask();
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const mine = choice;
  holder.setAttribute("aria-busy", "true");
  try {
    const query = new URLSearchParams({
      counter: mine.meta.counter,
      bucket: BUCKETS[mine.span],
      ...asked(mine.span, mine.start),
    });
    if (parts.length === 0) build();
    setShown(holder, true);
    // Alone: it fills the upper half of the page. The others follow, a few at once.
    const told = await inTurn(() => get(`/metrics?${query}`, { signal }));
    if (mine !== choice) return;
    take(mine, told);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    fail(error);
  }
}

function take(mine, { buckets, total }) {
  const known = total.figures ?? buckets.find((each) => each.figures)?.figures;
  view = {
    ...mine,
    zone: mine.meta.time_zone,
    slots: slots(mine.span, mine.start, buckets),
    total,
    basis: known?.basis ?? (total.presence_known_s > 0 ? "present" : "all"),
    readAtMs: Date.now(),
  };
  setShown(problem, false);
  holder.classList.remove("is-old");
  holder.removeAttribute("aria-busy");
  show();
  setText(announcer, t("history.announce", { span: spanName(mine.span, mine.start) }));
}

function show() {
  setShown(notice, view.total.measured_s === 0);
  if (view.total.measured_s === 0) {
    notice.replaceChildren(icon("warning"), h("span", {}, t("history.nothing_measured")));
  }
  setShown(holder, view.total.measured_s > 0);
  for (const part of parts) part.show(view);
}

function fail(error) {
  setShown(holder, view !== null);
  holder.classList.add("is-old");
  holder.removeAttribute("aria-busy");
  const why = error instanceof Refused ? t("history.refused") : t("link.lost_before");
  const since = view ? t("history.old", { time: clock(view.readAtMs, view.zone) }) : "";
  const again = button(h("button.plain", { type: "button" }, t("history.again")), () => (choice ? ask() : load()));
  const said = h("span", {}, why, " ", since);
  const detail = error instanceof Refused ? h("span", {}, ...saidOf(error)) : null;
  problem.replaceChildren(icon("warning"), h("div", {}, said, detail, again));
  setShown(problem, true);
}

async function load() {
  try {
    counters = await getCounters();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    fail(error);
    setTimeout(load, RETRY_MS);
    return;
  }
  setShown(problem, false);
  if (counters.length === 0) {
    holder.replaceChildren(h("p.placeholder", {}, t("history.no_counters")));
    return;
  }
  choice = readChoice(counters);
  drawBar();
  ask();
}

holder.addEventListener("compared", ({ detail }) => parts[0].compared(detail));

// Who prints before the answers came is told so on the paper.
whileAsking((busy) => document.body.classList.toggle("is-asking", busy));

mountShell({
  messages: { es: { ...esFigures, ...es }, en: { ...enFigures, ...en } },
  onLanguage() {
    if (choice === null) return;
    drawBar();
    build();
    if (view !== null) show();
  },
  onTheme() {
    for (const part of parts) part.repaint();
  },
});
load();
