// Everything that happened in a session, in order; the event at the playhead is marked.
import { button, h, icon, setText } from "/js/dom.js";
import { dwell } from "/js/format.js";
import { t } from "/js/i18n.js";
import { currentEvent, eventsOf, place } from "/js/sessions_timeline.js";

const KINDS = { glances: ["glance", "state"], customers: ["come", "gone"], notes: ["note"] };

function words(event) {
  if (event.kind === "glance") {
    const { from_s, to_s, area } = event.glance;
    return { name: area, text: t(`state.${area}`), more: dwell(to_s - from_s) };
  }
  if (event.kind === "state") {
    const { from_s, to_s, state } = event.band;
    return { name: state ?? "gap", text: t(`state.${state ?? "gap"}`), more: dwell(to_s - from_s) };
  }
  if (event.kind === "come") return { name: null, icon: "person_in", text: t("replay.come") };
  if (event.kind === "gone") return { name: null, icon: "person_out", text: t("replay.gone"), more: encounterText(event.encounter) };
  return { name: null, icon: "flag", text: event.note.text };
}

function encounterText(encounter) {
  const parts = [t("replay.encounter_length", { duration: dwell(encounter.duration_s) })];
  if (encounter.first_look_s !== null) parts.push(t("replay.encounter_first", { duration: dwell(encounter.first_look_s) }));
  else parts.push(t(encounter.looked_up ? "replay.encounter_brief" : "replay.encounter_never"));
  if (encounter.longest_look_away_s > 0) {
    parts.push(t("replay.encounter_away", { duration: dwell(encounter.longest_look_away_s) }));
  }
  if (!encounter.whole) parts.push(t("replay.encounter_cut"));
  return parts.join(" · ");
}

/** `onSeek(atS)`; `onDrop(note)` when a note is to be removed; `shown` outlives this element. */
export function createEvents(timeline, { onSeek, onDrop, shown }) {
  let events = [];
  let rows = [];
  let marked = -1;
  const list = h("ol.events");
  const scroll = h("div.events-scroll", { tabindex: "0", role: "group", "aria-label": t("replay.events") }, list);
  const filters = Object.keys(KINDS).map((name) => {
    const box = h("input", { type: "checkbox", checked: shown.has(name) });
    box.addEventListener("change", () => {
      if (box.checked) shown.add(name);
      else shown.delete(name);
      build();
    });
    return h("label.filter", {}, box, h("span", {}, t(`replay.show_${name}`)));
  });
  const summary = h("p.small");
  const element = h(
    "section.panel.events-panel",
    { "aria-labelledby": "events-title" },
    h("h2", { id: "events-title" }, t("replay.events")),
    h("div.filters", { role: "group", "aria-label": t("replay.show") }, ...filters),
    summary,
    scroll,
  );

  function build() {
    const kinds = [...shown].flatMap((name) => KINDS[name]);
    events = eventsOf(timeline).filter((event) => kinds.includes(event.kind));
    marked = -1;
    rows = events.map(row);
    list.replaceChildren(...rows);
    list.classList.toggle("is-long", timeline.session.duration_s >= 3600);
    setText(summary, t(events.length > 0 ? "replay.events_count" : "replay.no_events", { number: events.length, count: events.length }));
  }

  function row(event) {
    const said = words(event);
    const mark =
      said.name === null
        ? h("span.swatch.is-plain", {}, icon(said.icon))
        : h("span.swatch", { "data-state": said.name }, icon(said.name === "gap" ? "no_signal" : said.name));
    const go = button(
      h(
        "button.event-go",
        { type: "button" },
        h("span.event-at", {}, place(event.atS)),
        mark,
        h("span.event-words", {}, h("span.event-text", {}, said.text), said.more ? h("span.event-more", {}, said.more) : null),
      ),
      () => onSeek(event.atS),
    );
    const drop =
      event.kind === "note"
        ? button(
            h("button.icon-button.drop", { type: "button", "aria-label": t("replay.drop_note", { text: event.note.text }), title: t("replay.drop_note_short") }, icon("bin")),
            () => onDrop(event.note),
          )
        : null;
    return h("li.event", { "data-kind": event.kind }, go, drop);
  }

  function show(atS) {
    const current = currentEvent(events, atS);
    if (current === marked) return;
    rows[marked]?.removeAttribute("aria-current");
    marked = current;
    const found = rows[current];
    if (found === undefined) return;
    found.setAttribute("aria-current", "true");
    // Only this list moves, never the page; and not under somebody who is using it.
    if (scroll.contains(document.activeElement) && document.activeElement !== scroll) return;
    const middle = found.offsetTop - (scroll.clientHeight - found.offsetHeight) / 2;
    scroll.scrollTop = Math.max(middle, 0);
  }

  build();
  return {
    element,
    show,
    moments: () => events.map((event) => event.atS),
  };
}
