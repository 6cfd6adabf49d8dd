// Which camera a counter watches through: one that was found, an address, or a browser elsewhere.
import { h, setShown } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { createChoice } from "/shared/choice.js";
import { createAim } from "/setup/aim.js";
import { createAdvanced, createField, createForm, wrongWords } from "/setup/forms.js";
import { createCameraStatus } from "/setup/camera_status.js";
import { createPlace } from "/setup/place.js";

const ADDRESS = "address";
const BROWSER = "browser:";
const PLUGGED_IN = /^(\d*|\/dev\/video\d+)$/;

function optionsOf(context, counter) {
  const found = context.cameras().map((camera) => {
    const other = camera.counter !== null && camera.counter !== counter;
    const hint = !camera.usable ? t("camera_form.forbidden") : other ? t("camera_form.other") : "";
    const label = t("camera_form.found", { name: camera.name, address: camera.address });
    return { value: camera.address, label, hint, disabled: !camera.usable };
  });
  return [
    ...found,
    { value: ADDRESS, label: t("camera_form.address"), hint: t("camera_form.address_hint") },
    { value: BROWSER, label: t("camera_form.browser"), hint: t("camera_form.browser_hint") },
  ];
}

export function createCameraForm(meta, context) {
  const prefix = `counters.${meta.counter}`;
  const setting = context.setting(`${prefix}.camera`);
  const options = optionsOf(context, meta.counter);
  const chosen = options.some((option) => option.value === setting.value) ? setting.value : ADDRESS;
  const address = createField(
    { ...setting, value: chosen === ADDRESS ? setting.value : "" },
    { label: t("camera_form.url"), hint: t("camera_form.url_hint"), placeholder: "rtsp://" },
  );
  const none = h("p.hint", {}, t("camera_form.none"));
  // Nothing is missing where a browser, a stream or a clip was chosen.
  const showNone = (value) =>
    setShown(none, context.cameras().length === 0 && value === ADDRESS && PLUGGED_IN.test(address.control.value.trim()));
  const link = h("p.hint", {}, h("a", { href: "/camera" }, t("camera_form.open_browser")));
  const choice = createChoice({
    name: "camera",
    label: t("camera_form.which"),
    options,
    chosen,
    refused: wrongWords,
    onChange(value) {
      setShown(address.element, value === ADDRESS);
      setShown(link, value === BROWSER);
      showNone(value);
    },
  });
  const camera = {
    key: setting.key,
    changed() {
      const value = choice.value() === ADDRESS ? address.control.value.trim() : choice.value();
      return value === setting.value ? undefined : value;
    },
    focus: () => (choice.value() === ADDRESS ? address : choice).focus(),
    fail: (error) => (choice.value() === ADDRESS ? address : choice).fail(error),
    clear() {
      address.clear();
      choice.clear();
    },
  };
  const rate = createField(context.setting(`${prefix}.rate_per_s`), {
    label: t("camera_form.rate"),
    hint: t("camera_form.rate_hint"),
    unit: t("unit.per_s"),
  });
  const opening = createField(context.setting(`${prefix}.open_timeout_s`), {
    label: t("camera_form.open_timeout"),
    hint: t("camera_form.open_timeout_hint"),
    unit: t("unit.seconds"),
  });
  const reading = createField(context.setting(`${prefix}.read_timeout_s`), {
    label: t("camera_form.read_timeout"),
    hint: t("camera_form.read_timeout_hint"),
    unit: t("unit.seconds"),
  });
  const view = createField(context.setting(`${prefix}.field_of_view_deg`), {
    label: t("camera_form.view"),
    hint: t("camera_form.view_hint"),
    unit: t("unit.degrees"),
  });
  const turn = createField(context.setting(`${prefix}.turn`), {
    label: t("camera_form.turn"),
    hint: t("camera_form.turn_hint"),
    nameOf: (value) => t(`camera_form.turn_${value}`),
  });
  const place = createPlace(context.setting(`${prefix}.attendant_place`));
  const technical = [view, rate, opening, reading];
  const status = createCameraStatus();
  const aim = createAim();
  const form = createForm({
    id: "camera-form",
    title: t("camera_form.title"),
    intro: t("camera_form.intro"),
    body: [status.element, aim.element, none, choice.element, address.element, link, turn.element, place.element, createAdvanced(...technical)],
    fields: [camera, turn, place, ...technical],
    saved(now) {
      context.saved(now);
      showNone(choice.value());
    },
  });
  return {
    element: form.element,
    /** The newest snapshot of the counter. */
    update(snapshot) {
      status.update(snapshot);
      aim.update(snapshot);
    },
  };
}
