// One session drawn in time: notes as flags, coloured bands, glances, customers. Decorative: what
// it shows is said in words by the readout, the list of events and the table.
import { h, icon } from "/shared/dom.js";
import { t } from "/shared/i18n.js";

/** An element that lies between two moments of a scene of that length. */
function stretch(selector, fromS, toS, lengthS, attributes = {}, ...children) {
  const element = h(selector, attributes, ...children);
  element.style.setProperty("--from", String(fromS / lengthS));
  element.style.setProperty("--to", String(Math.min(toS, lengthS) / lengthS));
  return element;
}

function lane(name, content) {
  return h("div.lane", { "data-lane": name }, h("p.lane-name", {}, t(`replay.lane_${name}`)), h("div.lane-bar", {}, ...content));
}

/** `sceneS`: how long the axis is; the timeline may be shorter. */
export function createTrack(timeline, sceneS, letter = null) {
  const lengthS = Math.min(timeline.session.duration_s, sceneS);
  const bands = timeline.bands.map((band) =>
    stretch("div.band-part", band.from_s, band.to_s, sceneS, { "data-state": band.state ?? "gap" }),
  );
  const glances = timeline.glances.map((glance) =>
    stretch("div.glance-part", Math.max(glance.from_s, 0), glance.to_s, sceneS, { "data-state": glance.area }),
  );
  const customers = timeline.encounters.map((encounter) =>
    stretch("div.customer-part", Math.max(encounter.from_s, 0), encounter.to_s, sceneS),
  );
  const flags = timeline.notes.map((note) => stretch("div.flag", note.at_s, note.at_s, sceneS, {}, icon("flag")));
  const head =
    letter === null
      ? null
      : h("p.track-name", {}, h("span.letter", {}, letter), h("span", {}, timeline.session.name));
  const element = h(
    "div.track",
    {},
    head,
    flags.length > 0 ? lane("notes", flags) : null,
    lane("states", bands),
    lane("glances", glances),
    timeline.encounters.length > 0 ? lane("customers", customers) : null,
  );
  element.style.setProperty("--length", String(lengthS / sceneS));
  return element;
}

/** Which states occur, for the legend. */
export function statesIn(timelines) {
  return new Set(timelines.flatMap((each) => each.bands.map((band) => band.state ?? "gap")));
}
