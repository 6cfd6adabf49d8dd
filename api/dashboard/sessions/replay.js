// One session played again: bands in time, its events, its numbers, its notes. There is no image.
import { get, post, remove } from "/shared/api.js";
import { button, h, icon, setText } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { createClock } from "/sessions/clock.js";
import { createEvents } from "/sessions/events.js";
import { createLater } from "/sessions/later.js";
import { aboutSession, exportLink, printButton, removeSession } from "/sessions/list.js";
import { createNumbers } from "/sessions/numbers.js";
import { createPlayer } from "/sessions/player.js";
import { NOTE_CHARS } from "/sessions/running.js";
import { place } from "/sessions/timeline.js";
import { attempt, createTrouble } from "/shared/trouble.js";

export function createReplay([timeline], counters) {
  const session = timeline.session;
  const clock = createClock(Math.max(session.duration_s, timeline.bands.at(-1)?.to_s ?? 0));
  const shown = new Set(["glances", "customers", "notes"]);
  const element = h("div.replay");
  let player = null;
  let events = null;
  let heading = null;
  // The figures are asked for when the bands stand: they take the program longest.
  const numbers = createLater(`/sessions/${session.session}`, "session.numbers", (detail) => createNumbers(detail).element);

  function build() {
    player?.destroy();
    events?.destroy();
    const trouble = createTrouble();
    heading = h("h2.view-title", { tabindex: "-1" }, session.name);
    events = createEvents(timeline, { onSeek: (at) => player.seek(at), onDrop: dropNote, shown });
    const noteForm = createNoteForm();
    player = createPlayer({
      timelines: [timeline],
      clock,
      moments: () => events.moments(),
      onMove(at) {
        events.show(at);
        noteForm.show(at);
      },
    });
    const bin = button(h("button.plain.as-button", { type: "button" }, icon("bin"), h("span", {}, t("sessions.remove_short"))), async () => {
      if (await removeSession(session, trouble)) location.hash = "";
    });
    element.replaceChildren(
      h("p", {}, h("a.back", { href: "#" }, t("sessions.back"))),
      h(
        "div.view-head",
        {},
        h(
          "div",
          {},
          heading,
          h("p.small", {}, aboutSession(session, counters)),
          session.note === "" ? "" : h("p.session-note", {}, session.note),
        ),
        h("div.session-actions", {}, exportLink(session, trouble), printButton(), session.running ? null : bin),
      ),
      session.running ? h("p.notice.is-calm", {}, icon("record"), h("span", {}, t("replay.still_running"))) : "",
      trouble.element,
      h(
        "div.replay-main",
        {},
        h("div.replay-column", {}, player.element, noteForm.element),
        events.element,
      ),
      numbers.element,
    );
    player.takeKeys(element);
    player.show();

    async function dropNote(note) {
      await attempt(trouble, async () => {
        await remove(`/sessions/${session.session}/notes/${note.note}`);
        await reload();
      });
    }
  }

  async function reload() {
    timeline = await get(`/sessions/${session.session}/timeline`);
    build();
  }

  function createNoteForm() {
    const trouble = createTrouble();
    const text = h("input", { id: "note-text", type: "text", maxlength: NOTE_CHARS, autocomplete: "off" });
    const label = h("label", { for: "note-text" });
    const told = h("p.saved", { role: "status" });
    const form = h(
      "form",
      { novalidate: true },
      h("div.field", {}, label, h("div.control", {}, text, h("button.plain.as-button", { type: "submit" }, icon("flag"), h("span", {}, t("replay.add_note"))))),
      told,
      trouble.element,
    );
    // The note belongs to the moment at which somebody began to write it.
    text.addEventListener("focus", () => {
      if (clock.playing()) {
        clock.stop();
        player.show();
      }
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const said = text.value.trim();
      if (said === "") {
        text.focus();
        return;
      }
      await attempt(trouble, async () => {
        const at_s = Math.min(clock.at(), session.duration_s);
        await post(`/sessions/${session.session}/notes`, { text: said, at_s });
        await reload();
        const status = element.querySelector(".note-form .saved");
        setText(status, t("sessions.note_kept", { at: place(at_s) }));
        element.querySelector("#note-text").focus();
      });
    });
    const panel = h(
      "section.panel.note-form",
      { "aria-labelledby": "note-title" },
      h("h2", { id: "note-title" }, t("replay.note_title")),
      form,
    );
    return {
      element: panel,
      show: (at) => setText(label, t("replay.note_at", { at: place(at) })),
    };
  }

  build();
  return {
    element,
    opened() {
      heading.focus();
    },
    rebuild() {
      build();
      numbers.draw();
      return element;
    },
    destroy() {
      numbers.destroy();
      player.destroy();
      events.destroy();
    },
  };
}
