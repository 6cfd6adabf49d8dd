// One counter: the band, today's numbers, the timeline, the camera. Owns the freshness timer.
import { get, Refused, Unreachable } from "/shared/api.js";
import { createBand } from "/shared/band.js";
import { createCameraPanel } from "/now/camera_panel.js";
import { createDayPanel } from "/shared/day_panel.js";
import { h, icon, setShown, setText } from "/shared/dom.js";
import { createFirstSteps } from "/shared/first_steps.js";
import { t } from "/shared/i18n.js";
import { createLongest } from "/now/longest.js";
import { createSessionNotice } from "/shared/session_notice.js";
import { createSharePanel } from "/now/share_panel.js";
import { createTimeline } from "/now/timeline.js";
import { createVisit, createVisits } from "/now/visit.js";

const CHIP_ICONS = { ok: "camera", starting: "camera", off: "paused" };
const TODAY_EVERY_S = 10; // so much more measured time makes it worth asking again
const ASK_AGAIN_MS = 2000;
const ANNOUNCE_AFTER_MS = 1500; // a state that flickers is not worth interrupting anyone

/** Seconds of a span that went by on the books, measured or not. */
const bookedS = (sums) => sums.measured_s + sums.paused_s + sums.gap_s + sums.practice_s;

export function createCounterView(meta, { announce, connection }) {
  const element = h("article.counter", { "data-counter": meta.counter });
  let word = connection.snapshotOf(meta.counter);
  let verdict = connection.verdictOf(meta.counter);
  let parts = null;
  let staleTimer = null;
  let announceTimer = null;
  let today = null; // the own view, as it was told last
  let toldS = null; // how much time it speaks of, measured or not
  let askAt = 0;
  let announced = null;
  let pending = null;

  function build() {
    const id = `counter-${meta.counter}`;
    const title = h("h2", { id: `${id}-name` }, meta.name);
    const calibration = h("p.notice", { hidden: true }, icon("target"), h("span", {}, t("calibration.missing"), " ", h("a", { href: "/setup" }, t("calibration.link"))));
    const chip = h("p.chip");
    parts?.timeline.destroy();
    parts = {
      title,
      calibration,
      first: createFirstSteps(meta, "/setup"),
      chip,
      band: createBand(),
      visit: createVisit(),
      session: createSessionNotice(meta.time_zone),
      share: createSharePanel(id),
      longest: createLongest(id),
      visits: createVisits(id),
      day: createDayPanel(id),
      timeline: createTimeline(id, meta, connection.nowMs),
      camera: createCameraPanel(id),
    };
    element.setAttribute("aria-labelledby", `${id}-name`);
    element.replaceChildren(
      h("header.counter-head", {}, title, chip),
      parts.session.element,
      parts.band.element,
      parts.visit.element,
      parts.first.element,
      calibration,
      h("div.panels", {}, parts.share.element, parts.visits.element, parts.longest.element, parts.day.element),
      parts.timeline.element,
      parts.camera.element,
    );
    nameAll();
  }

  // Several counters stand on one page: each of their regions says whose it is.
  function nameAll() {
    setText(parts.title, meta.name);
    parts.band.element.setAttribute("aria-label", `${meta.name}: ${t("band.now")}`);
    for (const panel of element.querySelectorAll(".panel")) {
      panel.setAttribute("aria-labelledby", `${element.getAttribute("aria-labelledby")} ${panel.querySelector("h3").id}`);
    }
  }

  function show() {
    const now = connection.nowMs();
    const stale = verdict.kind === "no_signal" || verdict.kind === "disconnected";
    element.classList.toggle("is-stale", stale);
    element.dataset.kind = verdict.kind;
    element.dataset.state = verdict.kind === "live" ? word.state : verdict.kind;
    parts.band.update(word, verdict, meta.time_zone, now);
    if (word !== null) {
      const calibrated = word.calibrated ?? meta.calibrated;
      // Whoever has neither camera nor calibration is told both, in their order.
      const nothing = bookedS(word.today) === 0;
      const begins = parts.first.update(word) && word.camera.health === "lost" && nothing;
      setShown(parts.first.element, begins);
      setShown(parts.calibration, !calibrated && !begins);
      parts.session.update(word);
      parts.visit.update(word, verdict, now);
      parts.camera.update(word, verdict, meta.time_zone);
      showChip();
    }
    announceSoon();
  }

  function showChip() {
    const health = parts.camera.healthShown();
    if (parts.chip.dataset.health === health) return;
    parts.chip.dataset.health = health;
    const label = h("span", {}, t(`camera.chip_${health}`));
    parts.chip.replaceChildren(icon(CHIP_ICONS[health] ?? "no_signal"), label);
  }

  function showToday() {
    parts.visits.update(today?.sums ?? null, word);
    if (today === null) return;
    parts.share.update(today.sums);
    parts.longest.update(today.all_time);
    parts.day.update(today.all_time);
  }

  // A snapshot tells of the eyes what anybody may know; the whole of today is asked for.
  async function askToday() {
    const asked = word.today;
    const grown = toldS === null || Math.abs(bookedS(asked) - toldS) >= TODAY_EVERY_S || asked.encounters !== today.sums.encounters;
    if (!grown || document.hidden || performance.now() < askAt) return;
    askAt = performance.now() + ASK_AGAIN_MS;
    try {
      today = await get(`/counters/${encodeURIComponent(meta.counter)}/today`);
      toldS = bookedS(asked);
    } catch (error) {
      // What was told last still stands; a lost signal is told by the band.
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    }
    showToday();
  }

  // Polite, and only when a state has lasted: never on each tick.
  function announceSoon() {
    const key = element.dataset.state;
    if (key === pending) return;
    pending = key;
    clearTimeout(announceTimer);
    if (key === announced) return;
    announceTimer = setTimeout(() => {
      announced = key;
      announce(t("announce.state", { name: meta.name, state: t(`state.${key}`) }));
    }, ANNOUNCE_AFTER_MS);
  }

  function rejudge() {
    clearTimeout(staleTimer);
    const before = verdict.kind;
    verdict = connection.verdictOf(meta.counter);
    if (verdict.staleInMs !== null) staleTimer = setTimeout(rejudge, verdict.staleInMs + 5);
    if (verdict.kind !== before) show();
  }

  build();
  parts.band.update(word, verdict, meta.time_zone, connection.nowMs());

  return {
    element,
    update(next) {
      word = next;
      rejudge();
      show();
      showToday();
      askToday();
    },
    tick() {
      if (word === null) return;
      parts.band.update(word, verdict, meta.time_zone, connection.nowMs());
      parts.visit.update(word, verdict, connection.nowMs());
    },
    setMeta(next) {
      const zoneChanged = next.time_zone !== meta.time_zone;
      Object.assign(meta, next);
      nameAll();
      if (zoneChanged) this.rebuild();
    },
    rebuild() {
      build();
      announced = null;
      pending = null;
      show();
      if (word !== null) showToday();
    },
    repaint() {
      parts.timeline.repaint();
    },
  };
}
