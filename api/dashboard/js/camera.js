// The page "Camera": this device's camera becomes a counter's camera. The picture leaves this
// device for the program alone, one at a time; nothing is kept on either side.
import { get, patch, Refused, Unreachable } from "/js/api.js";
import { createLens, canAsk, troubleOf } from "/js/camera_lens.js";
import { startSending } from "/js/camera_sender.js";
import { button, h, icon, setIcon, setShown, setText } from "/js/dom.js";
import { decimal } from "/js/format.js";
import { t } from "/js/i18n.js";
import { startLive } from "/js/live.js";
import en from "/js/messages/en/camera.js";
import es from "/js/messages/es/camera.js";
import { createChoice } from "/js/choice.js";
import { mountShell } from "/js/shell.js";

const BROWSER = "browser:";
const FRESH_MS = 2500; // an answer that is older says nothing about now
const TICK_MS = 500;
const ICONS = { off: "page_camera", measuring: "check", waiting: "starting", hidden: "warning" };

const holder = document.getElementById("camera");
const problem = document.getElementById("camera-problem");
const video = h("video.preview", { playsinline: true, muted: true, "aria-hidden": "true" });
video.muted = true;

let counters = [];
let browsers = new Set(); // counters whose camera is a browser
let chosen = null;
let parts = null;
let sending = null;
let link = "off";
let taken = false;
let heardMs = -Infinity;
let figures = null;
let word = null;
let wake = null;

const lens = createLens(video, () => stop("lost_camera"));

function kind() {
  if (sending === null) return "off";
  if (document.hidden) return "hidden";
  return taken && performance.now() - heardMs < FRESH_MS ? "measuring" : "waiting";
}

function draw() {
  if (chosen === null) return;
  const mine = browsers.has(chosen.counter);
  const start = button(h("button.big", { type: "button" }, icon("page_camera"), t("browser_camera.start")), begin);
  const end = button(h("button.big", { type: "button" }, icon("paused"), t("browser_camera.stop")), () => stop(null));
  const preview = h("input", { type: "checkbox", id: "preview-wanted", checked: parts?.preview.checked ?? false });
  const which = h("select", { id: "which-camera" });
  parts = {
    disc: h("div.disc"),
    light: h("p.light-word"),
    why: h("p.small"),
    state: h("p.light-state"),
    numbers: h("p.small"),
    band: h("section.band.light", { "aria-live": "polite" }),
    start,
    end,
    preview,
    which,
    devices: h("div.field", { hidden: true }, h("label", { for: "which-camera" }, t("browser_camera.which")), which),
  };
  parts.band.append(parts.disc, h("div", {}, parts.light, parts.why, parts.state, parts.numbers));
  preview.addEventListener("change", show);
  which.addEventListener("change", () => lens.open(which.value).catch((error) => stop(troubleOf(error))));
  const one = h("div.tick", {}, preview, h("label", { for: "preview-wanted" }, t("browser_camera.preview")));
  const main = mine ? [parts.band, h("p.buttons", {}, start, end), parts.devices, one, video] : [adoption()];
  holder.replaceChildren(
    h("div.camera-main", {}, ...(counters.length > 1 ? [counterChoice()] : []), ...main),
    h(
      "div.camera-notes",
      {},
      h("p.notice.quiet", {}, icon("shield"), h("span", {}, t("browser_camera.promise"))),
      h("p.small", {}, t("browser_camera.where")),
      h("p.small", {}, t("browser_camera.advice")),
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
        complain(error instanceof Refused ? error.message : t("link.lost_before"));
      }
    },
  );
  return h("section.panel", {}, h("p", {}, t("browser_camera.not_mine", { name: chosen.name })), h("p.buttons", {}, act));
}

function complain(text) {
  setText(problem, text ?? "");
  setShown(problem, text !== null);
}

async function begin() {
  complain(null);
  try {
    await lens.open(parts.which.value);
  } catch (error) {
    complain(t(`trouble.${troubleOf(error)}`));
    return;
  }
  listDevices();
  keepAwake();
  taken = false;
  sending = startSending({
    counter: chosen.counter,
    picture: lens.picture,
    onLink(next) {
      link = next;
      if (["connecting", "open", "lost"].includes(next)) show();
      else stop(next);
    },
    onAnswer(answer) {
      taken = answer.taken;
      heardMs = performance.now();
      figures = answer;
      show();
    },
  });
  draw();
}

/** `why` is a key of `trouble.*`, null when the person stopped it. */
function stop(why) {
  sending?.stop();
  sending = null;
  figures = null;
  link = "off";
  lens.close();
  wake?.release();
  wake = null;
  complain(why === null ? null : t(`trouble.${why}`));
  draw();
}

async function keepAwake() {
  try {
    wake = await navigator.wakeLock?.request("screen");
  } catch {
    wake = null; // the device does not allow it: the page says to keep the screen on
  }
}

async function listDevices() {
  if (sending === null && lens.inUse() === "") return;
  const all = await lens.all();
  const used = lens.inUse();
  parts.which.replaceChildren(
    ...all.map((each) => h("option", { value: each.id, selected: each.id === used }, each.name || t("browser_camera.unnamed"))),
  );
  setShown(parts.devices, all.length > 1);
}

function show() {
  if (parts === null) return;
  const now = kind();
  parts.band.dataset.light = now;
  setIcon(parts.disc, ICONS[now]);
  setText(parts.light, t(`light.${now}`));
  const reason = now === "waiting" ? (link === "open" ? "worker" : link) : null;
  setText(parts.why, reason === null ? t(`light_note.${now}`) : t(`light_wait.${reason}`));
  const seen = now === "measuring" && word !== null && word.state !== null;
  setText(parts.state, seen ? t("browser_camera.state", { state: t(`state.${word.state}`) }) : "");
  const counted = now === "measuring" && figures !== null;
  setText(parts.numbers, counted ? t("browser_camera.numbers", { rate: decimal(figures.per_s), width: figures.width, height: figures.height }) : "");
  setShown(parts.start, sending === null);
  setShown(parts.end, sending !== null);
  setShown(video, sending !== null && parts.preview.checked);
}

async function loadSettings() {
  const told = await get("/settings");
  const cameras = told.settings.filter((each) => each.value === BROWSER && /^counters\.[^.]+\.camera$/.test(each.key));
  browsers = new Set(cameras.map((each) => each.key.split(".")[1]));
}

async function load() {
  try {
    [counters] = await Promise.all([get("/counters"), loadSettings()]);
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
startLive({
  onWord(told) {
    if (told.counter !== chosen?.counter) return;
    word = told.stale ? null : told;
  },
  onLink() {},
});
setInterval(show, TICK_MS);
document.addEventListener("visibilitychange", show);
