// Everything that happened in a session, in order; the event at the playhead is marked. Hours hold
// thousands of events: a stretch of the list stands in the page, and grows where somebody scrolls.
import { button, h, icon, setShown, setText } from "/shared/dom.js";
import { count, dwell } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { stateText } from "/shared/reasons.js";
import { currentEvent, eventsOf, place } from "/sessions/timeline.js";

const STRETCH = 120; // rows added at once
const NEAR_PX = 400; // to the end of what stands there
const PAPER_ROWS = 400; // of more, only the notes are printed

const KINDS = { glances: ["glance", "state"], customers: ["come", "gone"], notes: ["note"] };

function words(event) {
  if (event.kind === "glance") {
    const { from_s, to_s, area } = event.glance;
    return { name: area, text: t(`state.${area}`), more: dwell(to_s - from_s) };
  }
  if (event.kind === "state") {
    const { from_s, to_s, state, reason } = event.band;
    return { name: state ?? "gap", text: stateText(state ?? "gap", reason), more: dwell(to_s - from_s) };
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
  let first = 0; // the events from here on stand in the page
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
  const counted = h("span");
  const press = h("span.events-press", {}, ` ${t("replay.events_press")}`);
  const element = h(
    "section.panel.events-panel",
    { "aria-labelledby": "events-title" },
    h("h2", { id: "events-title" }, t("replay.events")),
    h("div.filters", { role: "group", "aria-label": t("replay.show") }, ...filters),
    h("p.small", {}, counted, press),
    scroll,
  );

  function build() {
    const kinds = [...shown].flatMap((name) => KINDS[name]);
    events = eventsOf(timeline).filter((event) => kinds.includes(event.kind));
    marked = -1;
    drawAround(0);
    list.classList.toggle("is-long", timeline.session.duration_s >= 3600);
    setText(counted, t(events.length > 0 ? "replay.events_count" : "replay.no_events", { number: count(events.length), count: events.length }));
    setShown(press, events.length > 0);
  }

  const rowsOf = (from, to) => events.slice(from, to).map((event, index) => row(event, from + index));

  function drawAround(index) {
    first = Math.max(index - STRETCH, 0);
    rows = rowsOf(first, index + STRETCH);
    list.replaceChildren(...rows);
  }

  scroll.addEventListener("scroll", () => {
    const last = first + rows.length;
    if (last < events.length && scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX) {
      const more = rowsOf(last, last + STRETCH);
      rows.push(...more);
      list.append(...more);
    } else if (first > 0 && scroll.scrollTop < NEAR_PX) {
      const beforePx = scroll.scrollHeight;
      const more = rowsOf(Math.max(first - STRETCH, 0), first);
      first -= more.length;
      rows.unshift(...more);
      list.prepend(...more);
      scroll.scrollTop += scroll.scrollHeight - beforePx;
    }
  });

  function toPaper() {
    const short = events.length <= PAPER_ROWS;
    list.replaceChildren(...(short ? rowsOf(0, events.length) : events.filter((each) => each.kind === "note").map(row)));
    if (!short) setText(counted, t("replay.events_on_paper", { number: count(events.length) }));
  }
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", build);

  function row(event, index) {
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
    const at = { "aria-setsize": events.length, "aria-posinset": index + 1 };
    return h("li.event", { "data-kind": event.kind, ...at }, go, drop);
  }

  function show(atS) {
    const current = currentEvent(events, atS);
    if (current === marked) return;
    rows[marked - first]?.removeAttribute("aria-current");
    marked = current;
    if (current < 0) return;
    // Only this list moves, never the page; and not under somebody who is using it.
    const used = scroll.contains(document.activeElement) && document.activeElement !== scroll;
    if (!used && (current < first || current >= first + rows.length)) drawAround(current);
    const found = rows[current - first];
    found?.setAttribute("aria-current", "true");
    if (used || found === undefined) return;
    const middle = found.offsetTop - (scroll.clientHeight - found.offsetHeight) / 2;
    scroll.scrollTop = Math.max(middle, 0);
  }

  build();
  return {
    element,
    show,
    moments: () => events.map((event) => event.atS),
    destroy() {
      window.removeEventListener("beforeprint", toPaper);
      window.removeEventListener("afterprint", build);
    },
  };
}
