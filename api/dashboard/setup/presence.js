// How a counter comes to know that a customer is there.
import { button, drawn, h, setShown } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { createChoice } from "/shared/choice.js";
import { createAdvanced, createField, createForm, wrongWords } from "/setup/forms.js";

const SIDES = ["left", "top", "right", "bottom"];
const WHOLE = "0,0,1,1";

/** The part of the picture in which customers stand, in percent, with a sketch of it. */
function createZone(setting) {
  const area = drawn("rect", { class: "zone-area" });
  const sketch = drawn("svg", { class: "zone", viewBox: "0 0 160 90", "aria-hidden": "true" }, drawn("rect", { class: "zone-picture", width: 160, height: 90, rx: 6 }), area);
  const inputs = SIDES.map((side, index) =>
    h("input", { type: "number", min: 0, max: 100, step: "any", id: `zone-${side}`, value: Math.round(setting.value[index] * 100), "aria-describedby": "zone-wrong" }),
  );
  const wrong = h("p.wrong", { id: "zone-wrong", hidden: true });
  const boxes = SIDES.map((side, index) => h("div.field", {}, h("label", { for: `zone-${side}` }, t(`zone.${side}`)), h("div.control", {}, inputs[index], h("span.unit", {}, "%"))));
  const element = h("fieldset.options", {}, h("legend", {}, t("presence_form.zone")), h("p.hint", {}, t("presence_form.zone_hint")), h("div.zone-row", {}, sketch, h("div.zone-sides", {}, ...boxes)), wrong);
  const value = () => inputs.map((input) => Number(input.value) / 100);
  function paint() {
    const [left, top, right, bottom] = value();
    const box = { x: 160 * left, y: 90 * top, width: 160 * Math.max(right - left, 0), height: 90 * Math.max(bottom - top, 0) };
    Object.entries(box).forEach(([name, number]) => area.setAttribute(name, number));
  }
  element.addEventListener("input", paint);
  paint();
  return {
    element,
    key: setting.key,
    value,
    changed: () => (value().join() === setting.value.join() ? undefined : value()),
    focus: () => inputs[0].focus(),
    fail(error) {
      wrong.replaceChildren(...wrongWords(error));
      setShown(wrong, true);
    },
    clear: () => setShown(wrong, false),
  };
}

/** A token that nobody can guess, made on this device and shown once. */
function freshToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

export function createPresenceForm(meta, context) {
  const prefix = `counters.${meta.counter}.presence`;
  const of = (name) => context.setting(`${prefix}.${name}`);
  const zone = createZone(of("zone"));
  const camera = createField(of("camera"), { label: t("presence_form.camera"), hint: t("presence_form.camera_hint"), placeholder: "rtsp://" });
  const token = createField(of("token"), { label: t("presence_form.token"), hint: t(of("token").value === "" ? "presence_form.token_hint" : "presence_form.token_set") });
  const make = button(h("button.plain", { type: "button" }, t("presence_form.token_make")), () => {
    token.control.value = freshToken();
  });
  token.element.append(make);
  const arrive = createField(of("arrive_s"), { label: t("presence_form.arrive"), unit: t("unit.seconds") });
  const leave = createField(of("leave_s"), { label: t("presence_form.leave"), unit: t("unit.seconds") });
  const times = h("div.pair", {}, arrive.element, leave.element);
  const rate = createField(of("rate_per_s"), { label: t("presence_form.rate"), hint: t("presence_form.rate_hint"), unit: t("unit.per_s") });
  const technical = createAdvanced(rate);
  const kinds = of("kind").choices;
  const choice = createChoice({
    name: "presence",
    label: t("presence_form.how"),
    options: kinds.map((kind) => ({ value: kind, label: t(`presence_kind.${kind}`), hint: t(`presence_kind_hint.${kind}`) })),
    chosen: of("kind").value,
    refused: wrongWords,
    onChange(kind) {
      setShown(camera.element, kind === "camera");
      setShown(zone.element, kind === "camera");
      setShown(token.element, kind === "event");
      setShown(times, kind !== "always");
      setShown(technical, kind === "camera");
    },
  });
  // What an answer lacks is said beside the field that it lacks.
  const lacking = { secret: token, zone_or_camera: zone };
  let wrong = choice;
  const kind = {
    key: `${prefix}.kind`,
    changed: () => (choice.value() === of("kind").value ? undefined : choice.value()),
    focus: () => wrong.focus(),
    fail(error) {
      wrong = lacking[error.cause.name] ?? choice;
      wrong.fail(error);
    },
    clear: choice.clear,
  };

  /** What belongs to another way of knowing is taken out: the file would be refused with it. */
  function more(changes) {
    const taken = { ...changes };
    if (choice.value() !== "camera") {
      delete taken[`${prefix}.camera`];
      delete taken[`${prefix}.zone`];
      if (of("camera").value !== "") taken[`${prefix}.camera`] = null;
      if (of("zone").value.join() !== WHOLE) taken[`${prefix}.zone`] = null;
    }
    if (choice.value() !== "event") {
      delete taken[`${prefix}.token`];
      if (of("token").value !== "") taken[`${prefix}.token`] = null;
    }
    return taken;
  }

  return createForm({
    id: "presence-form",
    title: t("presence_form.title"),
    intro: t("presence_form.intro"),
    body: [choice.element, camera.element, zone.element, token.element, times, technical],
    fields: [kind, camera, zone, token, arrive, leave, rate],
    saved: context.saved,
    more,
  });
}
