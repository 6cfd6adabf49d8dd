// The page "Camera": this device's camera becomes a counter's camera. The picture leaves this
// device for the program alone, one at a time; nothing is kept on either side.
import { get, patch, Refused, Unreachable } from "/shared/api.js";
import { createAwake } from "/camera/awake.js";
import { createLens, canAsk, deviceName, troubleOf } from "/camera/lens.js";
import { createLight } from "/camera/light.js";
import { askWhere, phoneWays } from "/camera/phone.js";
import { startSending } from "/camera/sender.js";
import { getCounters } from "/shared/counters.js";
import { button, h, icon, setShown, setText } from "/shared/dom.js";
import { keepFocus } from "/shared/focus.js";
import { t } from "/shared/i18n.js";
import en from "/messages/en/camera.js";
import es from "/messages/es/camera.js";
import { connect } from "/shared/connection.js";
import { createChoice } from "/shared/choice.js";
import { saidOf } from "/shared/refusal.js";
import { mountShell } from "/shared/shell.js";

const BROWSER = "browser:";
const FRESH_MS = 2500; // an answer that is older says nothing about now
const TICK_MS = 500;

const holder = document.getElementById("camera");
const problem = document.getElementById("camera-problem");
// In the document even where nobody looks at it: some browsers stop what is not drawn.
const video = h("video.preview.unseen", { playsinline: true, muted: true, "aria-hidden": "true" });
video.muted = true;

let counters = [];
let browsers = new Set(); // counters whose camera is a browser
let chosen = null;
let where = null;
let parts = null;
let sending = null;
let device = ""; // the camera that a person chose; else the one that looks at them
let opening = false;
let link = "off";
let answer = null; // the last one, and when it came
let heardMs = -Infinity;

const connection = connect({ onSnapshot() {} });
const lens = createLens(video, stop);
const awake = createAwake();

function kind() {
  if (sending === null) return "off";
  if (document.hidden) return "hidden";
  return answer?.taken && lens.check() === null && performance.now() - heardMs < FRESH_MS ? "measuring" : "waiting";
}

/** What a device on a counter may suffer from while it measures, as keys of `hint.*`. */
function hints(now) {
  if (now !== "measuring") return [];
  const all = { turned: lens.turned(), slow: answer.slow, dark: !awake.held() };
  return Object.keys(all).filter((key) => all[key]);
}

const draw = () => keepFocus(drawParts, () => holder.querySelectorAll("button.big"));

function drawParts() {
  if (chosen === null) return;
  const mine = browsers.has(chosen.counter);
  const preview = h("input", { type: "checkbox", id: "preview-wanted", checked: parts?.preview.checked ?? false });
  const which = h("select", { id: "which-camera" });
  parts = {
    light: createLight(),
    start: button(h("button.big", { type: "button" }, icon("page_camera"), t("browser_camera.start")), begin),
    end: button(h("button.big", { type: "button" }, icon("paused"), t("browser_camera.stop")), () => stop(null)),
    preview,
    which,
    devices: h("div.field", { hidden: true }, h("label", { for: "which-camera" }, t("browser_camera.which")), which),
  };
  preview.addEventListener("change", show);
  which.addEventListener("change", change);
  const one = h("div.tick", {}, preview, h("label", { for: "preview-wanted" }, t("browser_camera.preview")));
  const { light, start, end, devices } = parts;
  const main = mine ? [light.element, h("p.buttons", {}, start, end), devices, one, video] : [adoption()];
  holder.replaceChildren(
    h("div.camera-main", {}, ...(counters.length > 1 ? [counterChoice()] : []), ...main),
    h(
      "div.camera-notes",
      {},
      h("p.notice.quiet", {}, icon("shield"), h("span", {}, t("browser_camera.promise"))),
      h("p.small", {}, t("browser_camera.advice")),
      h("p.small", {}, t("browser_camera.where")),
      phoneWays(where) ?? "",
    ),
  );
  listDevices();
  show();
}

function counterChoice() {
  return createChoice({
    name: "counter",
    label: t("browser_camera.counter"),
    options: counters.map((each) => ({ value: each.counter, label: each.name, disabled: sending !== null })),
    chosen: chosen.counter,
    onChange(value) {
      if (value === chosen.counter) return;
      chosen = counters.find((each) => each.counter === value);
      draw();
    },
  }).element;
}

/** The counter has another camera: offer to change that, or to leave it. */
function adoption() {
  const act = button(
    h("button.big", { type: "button" }, icon("page_camera"), t("browser_camera.adopt", { name: chosen.name })),
    async () => {
      try {
        await patch("/settings", { changes: { [`counters.${chosen.counter}.camera`]: BROWSER } });
        await loadSettings();
        draw();
      } catch (error) {
        problem.replaceChildren(...saidOf(error));
        setShown(problem, true);
      }
    },
  );
  return h("section.panel", {}, h("p", {}, t("browser_camera.not_mine", { name: chosen.name })), h("p.buttons", {}, act));
}

function complain(text) {
  setText(problem, text ?? "");
  setShown(problem, text !== null);
}

/** Open a camera; tells whether there is one, and says why not. */
async function open(id) {
  complain(null);
  opening = true;
  try {
    await lens.open(id);
    return true;
  } catch (error) {
    complain(t(`trouble.${troubleOf(error)}`));
    return false;
  } finally {
    opening = false;
  }
}

async function begin() {
  if (opening || sending !== null) return;
  if (!(await open(device))) return void (device = "");
  awake.hold().then(show);
  answer = null;
  sending = startSending({
    counter: chosen.counter,
    picture: lens.picture,
    onLink(next) {
      link = next;
      if (["connecting", "open", "lost"].includes(next)) show();
      else stop(next);
    },
    onAnswer(told) {
      answer = told;
      heardMs = performance.now();
      show();
    },
  });
  draw();
}

/** Another camera of this device; the former one goes on where that one cannot be opened. */
async function change() {
  const { value } = parts.which;
  if (await open(value)) device = value;
  listDevices();
  show();
}

/** `why` is a key of `trouble.*`, null when the person stopped it. */
function stop(why) {
  sending?.stop();
  sending = null;
  answer = null;
  link = "off";
  lens.close();
  awake.release();
  complain(why === null ? null : t(`trouble.${why}`));
  draw();
}

async function listDevices() {
  if (sending === null && lens.inUse() === "") return;
  const all = await lens.all();
  const used = lens.inUse();
  parts.which.replaceChildren(
    ...all.map((each, index) => h("option", { value: each.id, selected: each.id === used }, deviceName(all, index))),
  );
  setShown(parts.devices, all.length > 1);
}

function show() {
  if (parts === null) return;
  const now = kind();
  const snapshot = connection.snapshotOf(chosen.counter);
  const seen = now === "measuring" && snapshot !== null && !snapshot.stale ? snapshot.state : null;
  const reason = link === "open" ? (lens.check() ?? (answer?.taken ? "network" : (snapshot?.pause.reason ?? "worker"))) : link;
  parts.light.show({ kind: now, reason, hints: hints(now), state: seen, figures: now === "measuring" ? answer : null });
  setShown(parts.start, sending === null);
  setShown(parts.end, sending !== null);
  video.classList.toggle("unseen", sending === null || !parts.preview.checked);
  video.classList.toggle("away", lens.looksAway());
}

async function loadSettings() {
  const told = await get("/settings");
  const cameras = told.settings.filter((each) => each.value === BROWSER && /^counters\.[^.]+\.camera$/.test(each.key));
  browsers = new Set(cameras.map((each) => each.key.split(".")[1]));
}

async function load() {
  try {
    [counters, where] = await Promise.all([getCounters(), askWhere(), loadSettings()]);
    chosen = counters.find((each) => browsers.has(each.counter)) ?? counters[0] ?? null;
    complain(canAsk() ? null : t("trouble.insecure"));
    draw();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    complain(t("link.lost_before"));
    setTimeout(load, 2000);
  }
}

mountShell({ messages: { es, en }, onLanguage: draw });
load();
setInterval(show, TICK_MS);
document.addEventListener("visibilitychange", () => {
  lens.wake();
  show();
});
