// Starting a session, and what stands there while one runs: since when, notes, the end.
import { post } from "/shared/api.js";
import { button, h, icon, setIcon, setShown, setText } from "/shared/dom.js";
import { switchedOff } from "/shared/focus.js";
import { clockSeconds, duration } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { attempt } from "/shared/trouble.js";
import { place } from "/sessions/timeline.js";

const NAME_CHARS = 80;
export const NOTE_CHARS = 2000;

/** At one of the free `counters`; `several`: there are more. `trouble` outlives the form, which goes when
 * somebody else was faster. `onStarted(session)` runs when one has begun. */
export function createStart(counters, { several, trouble, onStarted }) {
  const name = h("input", { id: "start-name", type: "text", maxlength: NAME_CHARS, autocomplete: "off", required: true, "aria-describedby": "start-name-wrong" });
  const wrong = h("p.wrong", { id: "start-name-wrong", hidden: true }, icon("warning"), h("span", {}, t("sessions.name_missing")));
  const note = h("textarea", { id: "start-note", rows: "2", maxlength: NOTE_CHARS });
  const known = h("input", { id: "start-known", type: "checkbox", "aria-describedby": "start-known-wrong" });
  const unknown = h("p.wrong", { id: "start-known-wrong", hidden: true }, icon("warning"), h("span", {}, t("sessions.known_missing")));
  const counter = h(
    "select",
    { id: "start-counter" },
    ...counters.map((each) => h("option", { value: each.counter }, each.name)),
  );
  const send = h("button.big", { type: "submit" }, icon("record"), h("span", {}, t("sessions.start")));
  const form = h(
    "form",
    { novalidate: true },
    several ? h("div.field", {}, h("label", { for: "start-counter" }, t("sessions.counter")), counter) : null,
    h("div.field", {}, h("label", { for: "start-name" }, t("sessions.name")), name, wrong),
    h("div.field", {}, h("label", { for: "start-note" }, t("sessions.about")), note),
    h("div.tick", {}, known, h("div", {}, h("label", { for: "start-known" }, t("sessions.known")), unknown)),
    h("p.buttons", {}, send),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const missing = [
      [name, wrong, name.value.trim() === ""],
      [known, unknown, !known.checked],
    ];
    for (const [control, words, is] of missing) {
      setShown(words, is);
      if (is) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    const first = missing.find(([, , is]) => is);
    if (first) {
      first[0].focus();
      return;
    }
    const switchOn = switchedOff(send);
    const body = { counter: counter.value, name: name.value.trim(), note: note.value.trim() };
    await attempt(trouble, async () => onStarted(await post("/sessions", body)));
    switchOn();
  });
  const element = h(
    "section.panel",
    { "aria-labelledby": "start-title" },
    h("h2", { id: "start-title" }, t("sessions.start_title")),
    h("p.intro", {}, t("sessions.start_intro")),
    form,
  );
  return { element };
}

/** A session that runs. `nowMs` tells the program's time, `trouble` outlives the panel; `onStopped(session)`
 * when it has ended. */
export function createRunning(session, counterName, { nowMs, trouble, onStopped }) {
  const elapsed = h("p.elapsed", { role: "timer" });
  const disc = h("span.swatch");
  const state = h("span.running-state");
  const notes = h("ul.running-notes", { "aria-label": t("sessions.notes_so_far") });
  const text = h("input.running-note", { id: `note-${session.session}`, type: "text", maxlength: NOTE_CHARS, autocomplete: "off" });
  const told = h("p.saved", { role: "status" });
  const add = h("button.plain", { type: "submit" }, icon("flag"), h("span", {}, t("sessions.note_now")));
  const form = h(
    "form",
    { novalidate: true },
    h("div.field", {}, h("label", { for: text.id }, t("sessions.note")), h("div.control", {}, text, add)),
    told,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (said === "") {
      text.focus();
      return;
    }
    await attempt(trouble, async () => {
      const made = await post(`/sessions/${session.session}/notes`, { text: said });
      text.value = "";
      setText(told, t("sessions.note_kept", { at: place(made.at_s) }));
      notes.prepend(h("li", {}, h("span.event-at", {}, place(made.at_s)), h("span", {}, made.text)));
      text.focus();
    });
  });
  const stop = button(h("button.big", { type: "button" }, icon("stop"), h("span", {}, t("sessions.stop"))), async () => {
    const switchOn = switchedOff(stop);
    await attempt(trouble, async () => onStopped(await post(`/sessions/${session.session}/stop`)));
    switchOn();
  });
  const id = `running-${session.session}`;
  const start = Date.parse(session.start_utc);
  const element = h(
    "section.panel.running",
    { "aria-labelledby": id },
    h(
      "div.panel-head",
      {},
      h("h2", { id }, session.name),
      h("p.chip.is-running", {}, icon("record"), h("span", {}, t("sessions.running"))),
    ),
    h("p.small", {}, t("sessions.running_since", { counter: counterName, time: clockSeconds(start, session.time_zone) })),
    h("div.running-row", {}, elapsed, h("p.running-now", {}, disc, state)),
    h("p.notice.is-calm", {}, icon("shield"), h("span", {}, t("sessions.told"))),
    form,
    notes,
    h("p.buttons", {}, stop),
  );

  return {
    element,
    tick() {
      setText(elapsed, duration(Math.max(0, nowMs() - start) / 1000));
    },
    /** `snapshot` of its counter; null before the first. */
    update(snapshot) {
      if (snapshot === null) return;
      const name = snapshot.stale ? "no_signal" : (snapshot.state ?? "starting");
      disc.dataset.state = snapshot.stale ? "gap" : (snapshot.state ?? "unknown");
      setIcon(disc, name);
      setText(state, t(`state.${name}`));
    },
  };
}
