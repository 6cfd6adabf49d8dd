// A map of directions, as the attendant sees them in a mirror: where areas lie, where people stand.
import { drawn } from "/shared/dom.js";

const REACH = { yaw: 60, up: 35, down: 65 }; // degrees; what lies beyond is drawn at the edge
const RADIUS = 9;
const LOWEST_RADIUS = 8;

const held = (value, low, high) => Math.max(low, Math.min(high, value));

/** Drawn into `{x, y, width, height}` of a drawing; directions in degrees from its cross. */
export function createAreaMap({ x, y, width, height }) {
  const mapX = (yawDeg) => x + (width / 2) * (1 - held(yawDeg, -REACH.yaw, REACH.yaw) / REACH.yaw);
  const mapY = (pitchDeg) => y + (height * (REACH.up - held(pitchDeg, -REACH.down, REACH.up))) / (REACH.up + REACH.down);
  const areas = drawn("g");
  const marks = drawn("g");
  const element = drawn(
    "g",
    {},
    drawn("rect", { class: "map-field", x, y, width, height, rx: 8 }),
    areas,
    drawn("path", { class: "map-cross", d: `M${mapX(0)} ${y}v${height}M${x} ${mapY(0)}h${width}` }),
    marks,
  );

  function box(area, from) {
    const left = mapX(from.yaw_deg + area.yaw_max_deg);
    const top = mapY(from.pitch_deg + area.pitch_max_deg);
    return drawn("rect", {
      class: "map-area",
      "data-state": area.means,
      x: left,
      y: top,
      width: mapX(from.yaw_deg + area.yaw_min_deg) - left,
      height: mapY(from.pitch_deg + area.pitch_min_deg) - top,
      rx: 4,
    });
  }

  return {
    element,
    mapX,
    mapY,
    /** Areas that are relative to `from`; the first of them that matches counts, so it lies on top. */
    areas(given, from = { yaw_deg: 0, pitch_deg: 0 }) {
      areas.replaceChildren(...given.map((area) => box(area, from)).reverse());
    },
    /** Places: [{place, means, yaw_deg, pitch_deg}]; the lowest customer's is a ring. */
    places(given) {
      const mark = ({ place, means, yaw_deg, pitch_deg }) => {
        const lowest = place === "lowest";
        const at = { cx: mapX(yaw_deg), cy: mapY(pitch_deg), r: lowest ? LOWEST_RADIUS : RADIUS };
        const circle = drawn("circle", { class: "map-place", "data-state": means, ...at });
        circle.classList.toggle("is-lowest", lowest);
        return circle;
      };
      marks.replaceChildren(...given.map(mark));
    },
  };
}
