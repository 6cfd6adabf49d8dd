// The page "Set up": one counter at a time; every part of it is a form or the calibration's guide.
import { get, Refused, Unreachable } from "/shared/api.js";
import { connect } from "/shared/connection.js";
import { getCounters } from "/shared/counters.js";
import { button, h, icon, setShown } from "/shared/dom.js";
import { createFirstSteps } from "/shared/first_steps.js";
import { keepFocus } from "/shared/focus.js";
import { t } from "/shared/i18n.js";
import en from "/messages/en/setup.js";
import enSettings from "/messages/en/setup_settings.js";
import es from "/messages/es/setup.js";
import esSettings from "/messages/es/setup_settings.js";
import { saidOf } from "/shared/refusal.js";
import { createCalibration } from "/setup/calibration.js";
import { createCameraForm } from "/setup/camera.js";
import { createMasksForm } from "/setup/masks.js";
import { createPresenceForm } from "/setup/presence.js";
import { createCounterForm, createShopForm } from "/setup/shop.js";
import { createThresholdsForm } from "/setup/thresholds.js";
import { mountShell } from "/shared/shell.js";

const RETRY_MS = 2000;
const holder = document.getElementById("setup");
const problem = document.getElementById("setup-problem");
const demo = document.getElementById("setup-demo");

const known = { counters: [], settings: new Map(), file: null, cameras: [] };
let chosen = null;
let calibration = null;
let first = null;
let camera = null;
let wanted = location.hash.slice(1); // a form that another page names: shown once it is there

const connection = connect({ onSnapshot: show });

/** Forms keep what they were given: it is renewed in place, so that a value can be taken back. */
function takeSettings(told) {
  known.file = told.file;
  known.settings = new Map(told.settings.map((each) => [each.key, Object.assign(known.settings.get(each.key) ?? {}, each)]));
}

/** What every part is given: its settings, by key, and what to do when something was stored. */
const context = {
  setting: (key) => known.settings.get(key),
  of: (prefix) => [...known.settings.values()].filter((each) => each.key.startsWith(prefix)),
  cameras: () => known.cameras,
  saved(now) {
    takeSettings(now);
    loadCounters();
  },
};

function draw() {
  calibration?.stop();
  const meta = known.counters.find((each) => each.counter === chosen);
  if (meta === undefined) return;
  drawChoice();
  setShown(demo, known.file === null);
  demo.replaceChildren(icon("warning"), h("span", {}, t("setup.demo")));
  calibration = createCalibration(meta);
  first = createFirstSteps(meta);
  camera = createCameraForm(meta, context);
  holder.replaceChildren(
    first.element,
    camera.element,
    createMasksForm(meta, context).element,
    calibration.element,
    h(
      "div.setup-columns",
      {},
      h("div.setup-column", {}, createPresenceForm(meta, context).element, createCounterForm(meta, context).element),
      h("div.setup-column", {}, createShopForm(context).element),
    ),
    createThresholdsForm(context).element,
  );
  show(connection.snapshotOf(chosen));
  if (wanted !== "") document.getElementById(wanted)?.scrollIntoView();
  wanted = "";
}

function drawChoice() {
  const several = known.counters.length > 1;
  const choices = known.counters.map((each) =>
    button(
      h("button", { type: "button", "aria-pressed": String(each.counter === chosen) }, each.name),
      () => choose(each.counter),
    ),
  );
  const group = h("div.segmented.choice", { role: "group", "aria-label": t("setup.counter") }, ...choices);
  document.getElementById("counter-choice").replaceChildren(...(several ? [group] : []));
}

function choose(counter) {
  chosen = counter;
  keepFocus(draw, () => document.querySelectorAll("#counter-choice [aria-pressed=true]"));
}

async function loadCounters() {
  known.counters = await getCounters();
  chosen ??= known.counters[0]?.counter ?? null;
}

async function load() {
  try {
    const [told, cameras] = await Promise.all([get("/settings"), get("/cameras"), loadCounters()]);
    takeSettings(told);
    known.cameras = cameras;
    setShown(problem, false);
    draw();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    problem.replaceChildren(...(error instanceof Refused ? saidOf(error) : [t("link.lost_before")]));
    setShown(problem, true);
    setTimeout(load, RETRY_MS);
  }
}

function show(snapshot) {
  if (calibration === null || snapshot?.counter !== chosen) return;
  for (const part of [calibration, first, camera]) part.update(snapshot);
}

mountShell({
  messages: { es: { ...es, ...esSettings }, en: { ...en, ...enSettings } },
  onLanguage() {
    connection.show();
    draw();
  },
});
connection.show();
load();
