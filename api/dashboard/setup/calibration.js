// Calibrates a counter, place by place, over the program's own calibration. The guide goes from one
// place to the next by itself, because whoever looks at a place does not look at this page.
import { get, post, Refused, remove } from "/shared/api.js";
import { button, h, icon, setShown, setText } from "/shared/dom.js";
import { keepFocus } from "/shared/focus.js";
import { dwell } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { reasonText } from "/shared/reasons.js";
import { placeName, refusalText, saidOf } from "/shared/refusal.js";
import { createBeginning } from "/setup/beginning.js";
import { createFigure } from "/setup/figure.js";
import { createOutcome } from "/setup/outcome.js";
import { createStatus } from "/setup/status.js";
import { createSteps } from "/setup/steps.js";
import { hush, say, tone } from "/setup/voice.js";

const underWay = new Set(); // counters that this page calibrates: there is something to ask for

const ASK_MS = 200;
const NEXT_MS = 1600; // between two places: time to hear that one is done

const nextPlace = (state) => state?.places.find((each) => !each.done)?.name ?? null;

export function createCalibration(meta) {
  const path = `/counters/${encodeURIComponent(meta.counter)}/calibration`;
  const figure = createFigure();
  const status = createStatus(meta);
  const trouble = h("p.notice", { role: "alert", hidden: true });
  const done = h("p.saved", { role: "status" });
  const beginning = createBeginning(start);
  const idle = beginning.element;
  const order = h("p.order");
  const count = h("p.count");
  const bar = h("progress", { max: "1", "aria-label": t("calibrate.progress") });
  const hindrance = h("p.hindrance");
  const steps = createSteps((place) => look(place));
  const again = button(h("button.big", { type: "button", hidden: true }, icon("again"), t("calibrate.again")), () => look(refusedPlace));
  const give = button(h("button.plain", { type: "button" }, t("calibrate.drop")), drop);
  const outcome = createOutcome({ accept, drop, repeat: (place) => look(place) });
  const guide = h("div.guide", {}, order, count, bar, hindrance, again);
  const running = h(
    "div.calibration-running",
    { hidden: true },
    h("div.calibration-view", {}, figure.element, h("p.small", {}, t("calibrate.figure"))),
    h("div.calibration-side", {}, guide, outcome.element, steps.element, give),
  );
  const element = h(
    "section.panel.calibration",
    { "aria-labelledby": "calibration-title" },
    h("h2", { id: "calibration-title" }, t("calibrate.title")),
    ...status.elements,
    done,
    trouble,
    idle,
    running,
  );
  let state = null;
  let timer = null;
  let asking = null;
  let stopped = false;
  let automatic = underWay.has(meta.counter); // goes on to the next place by itself
  let refusedPlace = null;
  let spoken = null;

  const speak = (text) => {
    if (beginning.speaks()) say(text);
  };

  function fail(error) {
    trouble.replaceChildren(icon("warning"), h("span", {}, ...saidOf(error)));
    setShown(trouble, true);
  }

  async function start() {
    setText(done, "");
    try {
      show(await post(path, beginning.wanted()));
      underWay.add(meta.counter);
      automatic = true;
      await look(nextPlace(state));
    } catch (error) {
      fail(error);
    }
  }

  async function look(place) {
    if (place === null || stopped) return;
    automatic = true;
    try {
      setShown(trouble, false);
      show(await post(`${path}/steps/${encodeURIComponent(place)}`));
    } catch (error) {
      automatic = false;
      fail(error);
    }
  }

  async function accept() {
    hold();
    try {
      const accepted = await post(`${path}/accept`);
      show(null);
      setText(done, t(accepted.stored ? "calibrate.stored" : "calibrate.not_stored"));
    } catch (error) {
      fail(error);
      askSoon(ASK_MS);
    }
  }

  async function drop() {
    automatic = false;
    hush();
    hold();
    try {
      await remove(path);
    } catch (error) {
      if (!(error instanceof Refused)) fail(error); // else it was given up already
    }
    show(null);
  }

  async function ask() {
    timer = null;
    const own = new AbortController();
    asking = own;
    try {
      const told = await get(path, { signal: own.signal });
      if (!stopped && !own.signal.aborted) show(told);
    } catch (error) {
      if (stopped || own.signal.aborted) return;
      if (error instanceof Refused) show(null);
      else {
        fail(error);
        askSoon(5 * ASK_MS);
      }
    }
  }

  /** Ask no more: what is about to end must not be missed by a question on its way. */
  function hold() {
    clearTimeout(timer);
    asking?.abort();
  }

  function askSoon(afterMs) {
    clearTimeout(timer);
    timer = setTimeout(ask, afterMs);
  }

  function show(told) {
    keepFocus(() => put(told), () => [beginning.start, ...outcome.element.querySelectorAll("button"), again, give]);
  }

  function put(told) {
    const before = state;
    state = told;
    setShown(idle, state === null);
    setShown(running, state !== null);
    if (state === null) {
      underWay.delete(meta.counter);
      clearTimeout(timer);
      spoken = null;
      return;
    }
    askSoon(ASK_MS);
    figure.pose(state.pose);
    if (steps.show(state, before === null)) {
      figure.places(state.readings);
      figure.result(state.result);
    }
    showGuide();
    tell(before);
  }

  function showGuide() {
    const ready = state.phase === "get_ready";
    const complete = state.phase === "complete";
    const refused = state.refused;
    refusedPlace = refused?.place ?? null;
    setShown(guide, !complete);
    outcome.show(complete ? state : null);
    setShown(give, !complete);
    setShown(again, refused !== null && state.place === null);
    if (complete) return;
    const place = state.place === null ? null : placeName(state.place);
    if (place !== null) setText(order, t(ready ? "calibrate.turn" : "calibrate.keep", { place }));
    else setText(order, refused === null ? t("calibrate.wait") : refusalText(refused.cause, refused.reason));
    order.classList.toggle("is-refused", place === null && refused !== null);
    setText(count, ready ? String(Math.ceil(state.ready_in_s)) : place === null ? "" : t("calibrate.left", { time: dwell(Math.max(state.wanted_s - state.collected_s, 0)) }));
    bar.value = place === null || ready ? 0 : state.collected_s / state.wanted_s;
    setShown(bar, place !== null);
    const why = place === null ? null : state.hindrance;
    setText(hindrance, why === null ? "" : t("calibrate.hindered", { hindrance: reasonText(why) }));
  }

  /** What to say aloud, once for each thing that happens; and on to the next place. */
  function tell(before) {
    const moment = `${state.phase} ${state.place} ${state.readings.length} ${state.refused?.reason}`;
    if (moment === spoken) return;
    const first = spoken === null;
    spoken = moment;
    if (state.phase === "get_ready") speak(t("calibrate.turn", { place: placeName(state.place) }));
    else if (state.phase === "collecting" && !first) tone(false);
    else if (state.phase === "complete") {
      if (!first) tone(true);
      speak(t(state.result === null ? "calibrate.say_refused" : "calibrate.say_complete"));
    } else if (state.refused !== null && before?.place !== null) {
      automatic = false;
      tone(false);
      speak(t("calibrate.say_again"));
    } else if (automatic && state.place === null) {
      if (!first) tone(true);
      setTimeout(() => state?.place === null && look(nextPlace(state)), NEXT_MS);
    }
  }

  if (underWay.has(meta.counter)) ask();
  return {
    element,
    update: status.update,
    stop() {
      stopped = true;
      clearTimeout(timer);
      hush();
    },
  };
}
