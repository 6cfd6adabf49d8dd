// A head and its gaze as a drawing, and where gaze falls on a map of directions. Never a picture.
// As in a mirror: who turns to their left sees the figure turn to the left.
import { createAreaMap } from "/shared/area_map.js";
import { drawn } from "/shared/dom.js";

const HEAD = { x: 90, y: 92, r: 50 };
const MAP = { x: 190, y: 14, width: 240, height: 156 };
const EYES_DEG = [-21, 21];
const EYE_UP_DEG = 6;
const CALM = 0.35; // part of the way to the newest sample that is gone per picture

const rad = (deg) => (deg * Math.PI) / 180;

/** A point of a turned ball, seen from the front: right and up, from -1 to 1. */
function onBall(yawDeg, pitchDeg, rollDeg) {
  const x = -Math.sin(rad(yawDeg)) * Math.cos(rad(pitchDeg));
  const y = -Math.sin(rad(pitchDeg));
  const roll = rad(-rollDeg);
  return [x * Math.cos(roll) - y * Math.sin(roll), x * Math.sin(roll) + y * Math.cos(roll)];
}

const at = ([x, y], reach = 1) => [HEAD.x + x * HEAD.r * reach, HEAD.y + y * HEAD.r * reach];

/** A line over the ball, from one direction of the face to another. */
function line(points, pose) {
  return points
    .map(([yaw, pitch]) => at(onBall(pose.yaw + yaw, pose.pitch + pitch, pose.roll)))
    .map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join(" ");
}

const STEPS = [-60, -40, -20, 0, 20, 40, 60];

export function createFigure() {
  const middle = drawn("path", { class: "figure-line" });
  const across = drawn("path", { class: "figure-line" });
  const eyes = EYES_DEG.map(() => drawn("ellipse", { class: "figure-eye", rx: 8, ry: 5 }));
  const pupils = EYES_DEG.map(() => drawn("circle", { class: "figure-pupil", r: 3 }));
  const ray = drawn("line", { class: "figure-ray" });
  const tip = drawn("circle", { class: "figure-tip", r: 5 });
  const face = drawn("g", {}, middle, across, ...eyes, ...pupils, ray, tip);
  const map = createAreaMap(MAP);
  const dot = drawn("circle", { class: "map-gaze", r: 7 });
  const element = drawn(
    "svg",
    { class: "figure", viewBox: "0 0 440 184", "aria-hidden": "true" },
    drawn("path", { class: "figure-body", d: "M32 182c2-24 22-36 58-36s56 12 58 36" }),
    drawn("circle", { class: "figure-head", cx: HEAD.x, cy: HEAD.y, r: HEAD.r }),
    face,
    map.element,
    drawn("circle", { class: "map-lens", cx: map.mapX(0), cy: map.mapY(0), r: 4 }),
    dot,
  );
  let wanted = null;
  let shown = null;
  let moving = false;

  function paint() {
    const pose = { yaw: shown.head_yaw_deg, pitch: shown.head_pitch_deg, roll: shown.head_roll_deg };
    middle.setAttribute("d", line(STEPS.map((deg) => [0, deg]), pose));
    across.setAttribute("d", line(STEPS.map((deg) => [deg, EYE_UP_DEG]), pose));
    const gazeKnown = wanted.gaze_yaw_deg !== null;
    const aim = onBall(shown.gaze_yaw_deg, shown.gaze_pitch_deg, 0);
    EYES_DEG.forEach((deg, index) => {
      const [x, y] = at(onBall(pose.yaw + deg, pose.pitch + EYE_UP_DEG, pose.roll), 0.92);
      eyes[index].setAttribute("cx", x.toFixed(1));
      eyes[index].setAttribute("cy", y.toFixed(1));
      eyes[index].setAttribute("ry", wanted.eyes_shut ? "0.8" : "5");
      pupils[index].setAttribute("cx", (x + 4 * aim[0]).toFixed(1));
      pupils[index].setAttribute("cy", (y + 2.5 * aim[1]).toFixed(1));
      pupils[index].classList.toggle("is-away", wanted.eyes_shut || !gazeKnown);
    });
    const [fromX, fromY] = at(onBall(pose.yaw, pose.pitch + EYE_UP_DEG, pose.roll), 0.92);
    const [toX, toY] = [fromX + 78 * aim[0], fromY + 78 * aim[1]];
    Object.entries({ x1: fromX, y1: fromY, x2: toX, y2: toY }).forEach(([name, value]) =>
      ray.setAttribute(name, value.toFixed(1)),
    );
    tip.setAttribute("cx", toX.toFixed(1));
    tip.setAttribute("cy", toY.toFixed(1));
    dot.setAttribute("cx", map.mapX(shown.gaze_yaw_deg).toFixed(1));
    dot.setAttribute("cy", map.mapY(shown.gaze_pitch_deg).toFixed(1));
    for (const each of [ray, tip, dot]) each.classList.toggle("is-away", !gazeKnown);
  }

  function glide() {
    moving = wanted !== null && element.isConnected;
    if (!moving) return;
    let far = 0;
    for (const [name, value] of Object.entries(wanted)) {
      if (typeof value !== "number") continue;
      const step = (value - (shown[name] ?? value)) * CALM;
      shown[name] = (shown[name] ?? value) + step;
      far = Math.max(far, Math.abs(step));
    }
    paint();
    if (far > 0.02) requestAnimationFrame(glide);
    else moving = false;
  }

  return {
    element,
    /** The newest pose of the calibration's state; null while no face is found. */
    pose(next) {
      element.classList.toggle("has-no-face", next === null);
      for (const each of [face, dot]) each.classList.toggle("is-away", next === null);
      wanted = next;
      if (next === null) return;
      shown ??= { ...next };
      shown.gaze_yaw_deg ??= next.gaze_yaw_deg ?? next.head_yaw_deg;
      shown.gaze_pitch_deg ??= next.gaze_pitch_deg ?? next.head_pitch_deg;
      if (!moving) glide();
    },
    /** Places that were read: [{place, means, yaw_deg, pitch_deg}]. */
    places: map.places,
    /** What the calibration found, null while it is not complete. */
    result(found) {
      if (found === null) map.areas([]);
      else map.areas(found.areas, { yaw_deg: found.reference_yaw_deg, pitch_deg: found.reference_pitch_deg });
    },
  };
}
