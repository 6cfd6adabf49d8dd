// Where in the picture the attendant stands: of several people seen, the nearest to it is measured.
import { createChoice } from "/shared/choice.js";
import { drawn, h } from "/shared/dom.js";
import { percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { wrongWords } from "/setup/forms.js";

const MIDDLE = 0.5;
const PLACES = { left: 0.2, centre: MIDDLE, right: 0.8 };
const PICTURE = { width: 160, height: 90 };
const HEAD = 11;
const KEPT = "kept";

/** The places to choose from; one that was written in the file by hand is among them. */
function choicesOf([x, y]) {
  const known = Object.keys(PLACES).find((name) => PLACES[name] === x && y === MIDDLE);
  const options = Object.keys(PLACES).map((name) => ({ value: name, label: t(`attendant_place.${name}`) }));
  if (known !== undefined) return { options, chosen: known };
  const label = t("attendant_place.kept", { x: percent(x), y: percent(y) });
  return { options: [...options, { value: KEPT, label }], chosen: KEPT };
}

/** A picture with somebody in it, as a drawing. */
function createSketch() {
  const head = drawn("circle", { class: "place-head", r: HEAD });
  const body = drawn("path", { class: "place-body" });
  const frame = drawn("rect", { class: "zone-picture", ...PICTURE, rx: 6 });
  const element = drawn("svg", { class: "zone", viewBox: `0 0 ${PICTURE.width} ${PICTURE.height}`, "aria-hidden": "true" }, frame, body, head);
  return {
    element,
    show([x, y]) {
      const at = { x: x * PICTURE.width, y: y * PICTURE.height };
      head.setAttribute("cx", at.x);
      head.setAttribute("cy", at.y);
      body.setAttribute("d", `M${at.x - 20} ${PICTURE.height}c0 -22 8 -28 20 -28s20 6 20 28z`);
    },
  };
}

export function createPlace(setting) {
  const before = setting.value;
  const { options, chosen } = choicesOf(before);
  const placeOf = (name) => (name === KEPT ? before : [PLACES[name], MIDDLE]);
  const sketch = createSketch();
  const choice = createChoice({
    name: "attendant-place",
    label: t("attendant_place.which"),
    options,
    chosen,
    refused: wrongWords,
    onChange: (name) => sketch.show(placeOf(name)),
  });
  choice.element.classList.add("place-choice");
  choice.element.append(sketch.element, h("p.hint", {}, t("attendant_place.hint")));
  return {
    ...choice,
    key: setting.key,
    changed() {
      const place = placeOf(choice.value());
      return place.join() === setting.value.join() ? undefined : place;
    },
  };
}
