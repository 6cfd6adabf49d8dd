// What is left to do before a counter measures well, for somebody who has set up nothing yet.
import { h, icon, setShown } from "/shared/dom.js";
import { addMessages, t } from "/shared/i18n.js";
import en from "/messages/en/first_steps.js";
import es from "/messages/es/first_steps.js";

addMessages({ es, en });

const STEPS = { camera: "camera-form-title", calibrate: "calibration-title", customers: "presence-form-title", shop: "shop-form-title" };
const NEEDED = ["camera", "calibrate"];

/** `page` is where the forms are: empty on that page itself. */
export function createFirstSteps(meta, page = "") {
  const list = h("ol.first-list");
  const name = `first-${meta.counter}`;
  const element = h(
    "section.first-steps",
    { "aria-labelledby": name, hidden: true },
    h("p.first-title", { id: name }, icon("target"), h("strong", {}, t("first.title"))),
    list,
  );
  let shown = null;

  function item(step, done) {
    const kind = done ? "done" : NEEDED.includes(step) ? "todo" : "optional";
    const mark = h("span.first-mark", {}, done ? icon("check") : null);
    const link = h("a", { href: `${page}#${STEPS[step]}` }, t(`first.${step}`));
    return h("li", { "data-kind": kind }, mark, h("div", {}, link, h("p.hint", {}, t(done ? "first.done" : `first.${step}_why`))));
  }

  return {
    element,
    /** The newest snapshot of the counter. Tells whether there is something left to do. */
    update({ calibration, camera }) {
      const done = { camera: camera.health === "ok", calibrate: calibration.calibrated };
      const looks = JSON.stringify(done);
      if (looks !== shown) list.replaceChildren(...Object.keys(STEPS).map((step) => item(step, done[step] ?? false)));
      shown = looks;
      setShown(element, !done.calibrate);
      return !done.calibrate;
    },
  };
}
