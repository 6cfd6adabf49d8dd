// Every session, newest first: play, compare two, export, remove.
import { remove } from "/shared/api.js";
import { button, h, icon, setText } from "/shared/dom.js";
import { fileLink } from "/shared/download.js";
import { clock, dayLong, duration } from "/shared/format.js";
import { language, t } from "/shared/i18n.js";
import { confirmed } from "/sessions/confirm.js";
import { attempt, createTrouble } from "/shared/trouble.js";

/** Where the views of this page are, as they stand in the address. */
export const replayAddress = (id) => `#replay/${id}`;
export const compareAddress = (a, b) => `#compare/${a}/${b}`;

/** Its seconds as a file that spreadsheets of the reader's language take. */
export function exportAddress(id) {
  const decimal = language() === "es" ? "comma" : "point";
  return `/api/v1/export/session-seconds.csv?${new URLSearchParams({ session: id, decimal })}`;
}

/** `trouble` stands beside it. */
export function exportLink(session, trouble) {
  return fileLink(
    "a.plain.as-button",
    exportAddress(session.session),
    trouble,
    icon("download"),
    h("span", {}, t("sessions.export")),
    h("span.visually-hidden", {}, session.name),
  );
}

/** Word by word, so that a line ends between two and never within "--session". */
const commandWords = () => t("sessions.import_command").split(" ").flatMap((word) => [h("span.command-word", {}, word), " "]);

export const printButton = () =>
  button(h("button.plain.as-button", { type: "button" }, t("sessions.print")), () => window.print());

/** Ask, then remove; tells whether it is gone. */
export async function removeSession(session, trouble) {
  const sure = await confirmed({
    title: t("sessions.remove_title", { name: session.name }),
    text: t("sessions.remove_text"),
    yes: t("sessions.remove_yes"),
  });
  return sure && attempt(trouble, () => remove(`/sessions/${session.session}`));
}

/** "Saturday, 21 November 2026, 23:10 · 4 min 10 s · Counter 1". */
export function aboutSession(session, counters) {
  const counter = counters.find((each) => each.counter === session.counter)?.name ?? session.counter;
  const start = Date.parse(session.start_utc);
  const zone = session.time_zone;
  const parts = [
    t(session.source === "clip" ? "sessions.imported_at" : "sessions.started_at", { day: dayLong(start, zone), time: clock(start, zone) }),
    duration(session.duration_s),
    counter,
  ];
  return parts.join(" · ");
}

/** `chosen` is the set of ids to compare, `troubles` holds what was refused by id; both outlive this element. */
export function createList(sessions, counters, { chosen, troubles, onRemoved }) {
  const ended = sessions.filter((each) => !each.running);
  for (const kept of [chosen, troubles]) {
    for (const id of [...kept.keys()]) if (!ended.some((each) => each.session === id)) kept.delete(id);
  }
  const compare = button(h("button.plain.compare", { type: "button" }, icon("compare"), h("span", {}, t("sessions.compare"))), () => {
    // A is the earlier one: what differs in B has come since.
    const [a, b] = ended.filter((each) => chosen.has(each.session)).reverse().map((each) => each.session);
    location.hash = compareAddress(a, b);
  });
  const hint = h("p.small", { "aria-live": "polite" });
  const boxes = new Map();

  function row(session) {
    const box = h("input", {
      type: "checkbox",
      id: `compare-${session.session}`,
      checked: chosen.has(session.session),
    });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(session.session);
      else chosen.delete(session.session);
      showChosen();
    });
    boxes.set(session.session, box);
    const besides = troubles.get(session.session) ?? createTrouble();
    troubles.set(session.session, besides);
    const name = h("a.session-name", { href: replayAddress(session.session) }, session.name);
    return h(
      "li.session",
      { "data-session": session.session },
      h(
        "div.session-words",
        {},
        h("h3", {}, name),
        h("p.small", {}, aboutSession(session, counters)),
        session.note === "" ? null : h("p.session-note", {}, session.note),
      ),
      h(
        "div.session-actions",
        {},
        h("label.filter", {}, box, h("span", {}, t("sessions.choose")), h("span.visually-hidden", {}, session.name)),
        h(
          "a.plain.as-button",
          { href: replayAddress(session.session) },
          icon("play"),
          h("span", {}, t("sessions.replay")),
          h("span.visually-hidden", {}, session.name),
        ),
        exportLink(session, besides),
        button(
          h("button.icon-button", { type: "button", "aria-label": t("sessions.remove", { name: session.name }), title: t("sessions.remove_short") }, icon("bin")),
          async () => {
            if (await removeSession(session, besides)) onRemoved(session);
          },
        ),
      ),
      besides.element,
    );
  }

  function showChosen() {
    compare.disabled = chosen.size !== 2;
    setText(hint, t(chosen.size > 2 ? "sessions.choose_fewer" : "sessions.choose_two"));
    hint.hidden = chosen.size === 2;
  }

  const rows = ended.map(row);
  showChosen();
  const element = h(
    "section.panel",
    { "aria-labelledby": "list-title" },
    h(
      "div.panel-head",
      {},
      h("h2", { id: "list-title", tabindex: "-1" }, t("sessions.kept")),
      ended.length > 1 ? h("div.compare-row", {}, hint, compare) : null,
    ),
    ended.length > 0 ? h("ul.session-list", {}, ...rows) : h("p.placeholder", {}, t("sessions.none")),
    h("p.small", {}, t("sessions.retention")),
    h("p.small", {}, t("sessions.import_hint"), " ", h("code", { translate: "no" }, ...commandWords())),
  );
  return { element };
}
