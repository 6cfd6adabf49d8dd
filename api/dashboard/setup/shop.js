// The shop and its counter: names, time zone, opening hours, how many serve.
import { h } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { createField, createForm } from "/setup/forms.js";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function zones() {
  const known = Intl.supportedValuesOf?.("timeZone") ?? [];
  return h("datalist", { id: "time-zones" }, ...known.map((name) => h("option", { value: name })));
}

export function createShopForm(context) {
  const name = createField(context.setting("site.name"), { label: t("shop_form.name") });
  const zone = createField(context.setting("site.time_zone"), {
    label: t("shop_form.zone"),
    hint: t("shop_form.zone_hint"),
    list: "time-zones",
  });
  const days = DAYS.map((day) =>
    createField(context.setting(`site.opening.${day}`), { label: t(`day_name.${day}`) }),
  );
  const opening = h(
    "fieldset.options.opening",
    {},
    h("legend", {}, t("shop_form.opening")),
    h("p.hint", {}, t("shop_form.opening_hint")),
    ...days.map((day) => day.element),
  );
  /** An empty day is closed, unless every day is empty. */
  function sayEmpty() {
    const some = days.some((day) => day.control.value.trim() !== "");
    for (const day of days) day.control.placeholder = t(some ? "shop_form.closed" : "shop_form.open");
  }
  opening.addEventListener("input", sayEmpty);
  sayEmpty();
  return createForm({
    id: "shop-form",
    title: t("shop_form.title"),
    body: [name.element, zone.element, zones(), opening],
    fields: [name, zone, ...days],
    saved: context.saved,
  });
}

export function createCounterForm(meta, context) {
  const prefix = `counters.${meta.counter}`;
  const name = createField(context.setting(`${prefix}.name`), {
    label: t("counter_form.name"),
    placeholder: meta.counter,
  });
  const attendants = createField(context.setting(`${prefix}.attendants`), {
    label: t("counter_form.attendants"),
    hint: t("counter_form.attendants_hint"),
  });
  return createForm({
    id: "counter-form",
    title: t("counter_form.title"),
    body: [name.element, attendants.element],
    fields: [name, attendants],
    saved: context.saved,
  });
}
