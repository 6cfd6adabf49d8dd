// Every threshold with its meaning, its range and its default.
import { button, h, setText } from "/shared/dom.js";
import { exact } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { acceptedText } from "/shared/refusal.js";
import { createField, createForm } from "/setup/forms.js";

const GROUPS = ["attention", "encounters", "publish", "retention"];
const UNITS = { _s: "unit.seconds", _deg: "unit.degrees", _hours: "unit.hours", _days: "unit.days", _months: "unit.months" };

function unitOf(key) {
  const ending = Object.keys(UNITS).find((each) => key.endsWith(each));
  return ending === undefined ? "" : t(UNITS[ending]);
}

function createThreshold(setting) {
  const field = createField(setting, {
    label: t(`threshold.${setting.key}`),
    hint: t(`meaning.${setting.key}`),
    unit: unitOf(setting.key),
  });
  const limits = t("threshold_form.limits", { accepted: acceptedText(setting.accepted_cause), value: exact(setting.default) });
  const back = button(h("button.plain", { type: "button" }, t("threshold_form.back")), () => {
    field.control.value = String(setting.default);
    field.control.dispatchEvent(new Event("input", { bubbles: true }));
  });
  back.setAttribute("aria-label", `${t("threshold_form.back")}: ${t(`threshold.${setting.key}`)}`);
  const range = h("p.limits", {}, h("span"), back);
  setText(range.firstChild, limits);
  field.element.append(range);
  return field;
}

export function createThresholdsForm(context) {
  const groups = GROUPS.map((name) => context.of(`${name}.`).map(createThreshold));
  const form = createForm({
    id: "threshold-form",
    title: t("threshold_form.title"),
    intro: t("threshold_form.intro"),
    body: groups.map((fields, index) =>
      h(
        "details.thresholds",
        {},
        h("summary", {}, t(`threshold_form.${GROUPS[index]}`)),
        h("div.threshold-grid", {}, ...fields.map((field) => field.element)),
      ),
    ),
    fields: groups.flat(),
    saved: context.saved,
  });
  form.element.classList.add("wide");
  return form;
}
