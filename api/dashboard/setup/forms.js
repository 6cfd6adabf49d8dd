// Forms of settings: every field with its meaning, and what is wrong with it beside it.
import { patch, Refused } from "/shared/api.js";
import { h, icon, setShown, setText } from "/shared/dom.js";
import { switchedOff } from "/shared/focus.js";
import { t } from "/shared/i18n.js";
import { acceptedText, saidOf } from "/shared/refusal.js";

const idOf = (key) => `field-${key.replaceAll(".", "-")}`;
const plain = (value) => String(value);

/** What is wrong with a field, as nodes: what it accepts; in the program's words if need be. */
export function wrongWords({ cause, accepted }) {
  const wanted = acceptedText(cause);
  if (wanted !== null) return [icon("warning"), h("span", {}, t("field.wrong", { accepted: wanted }))];
  return [icon("warning"), h("span", {}, t("refusal.unknown"), " ", h("span", { lang: "en" }, accepted))];
}

/** "9.00 – 14:00" as the program writes it: "09:00-14:00". */
const spanOf = (text) =>
  text.trim().replace(/\s*[–-]\s*/, "-").replace(/\b(\d{1,2})[.:](?=\d\d\b)/g, (_, hour) => `${hour.padStart(2, "0")}:`);

/** A control that holds text; `read` turns it into the value, `write` the value into text. */
const WAYS = {
  number: { read: (text) => (text === "" ? null : Number(text)), write: plain },
  whole: { read: (text) => (text === "" ? null : Number(text)), write: plain },
  hours: {
    read: (text) => text.split(/[,;]/).map(spanOf).filter((part) => part !== ""),
    write: (value) => value.join(", "),
  },
  secret: { read: (text) => text, write: () => "" },
};
const AS_TEXT = { read: (text) => text.trim(), write: (value) => value ?? "" };

function controlOf(setting, nameOf) {
  if (setting.kind === "choice") {
    return h("select", {}, ...setting.choices.map((value) => h("option", { value }, nameOf(value))));
  }
  const numeric = setting.kind === "number" || setting.kind === "whole";
  return h("input", {
    type: numeric ? "number" : "text",
    step: numeric ? (setting.kind === "whole" ? "1" : "any") : null,
    inputmode: numeric ? "decimal" : null,
    autocomplete: "off",
    spellcheck: "false",
  });
}

/** One setting: its name, its control, its meaning; `nameOf` names what can be chosen, `fail` shows what is wrong. */
export function createField(setting, { label, hint = "", unit = "", list = null, placeholder = "", nameOf = String }) {
  const id = idOf(setting.key);
  const way = WAYS[setting.kind] ?? AS_TEXT;
  const control = controlOf(setting, nameOf);
  control.id = id;
  control.value = way.write(setting.value);
  if (placeholder !== "") control.placeholder = placeholder;
  if (list !== null) control.setAttribute("list", list);
  const note = h("p.hint", { id: `${id}-hint` }, hint);
  const wrong = h("p.wrong", { id: `${id}-wrong`, hidden: true });
  const described = hint === "" ? `${id}-wrong` : `${id}-hint ${id}-wrong`;
  control.setAttribute("aria-describedby", described);
  const row = h("div.control", {}, control, unit === "" ? null : h("span.unit", {}, unit));
  const element = h("div.field", {}, h("label", { for: id }, label), row, hint === "" ? null : note, wrong);
  return {
    element,
    control,
    key: setting.key,
    /** The value if it differs from the one in use; undefined if not. */
    changed() {
      if (control.value === way.write(setting.value)) return undefined;
      return way.read(control.value);
    },
    focus: () => control.focus(),
    fail(error) {
      wrong.replaceChildren(...wrongWords(error));
      control.setAttribute("aria-invalid", "true");
      setShown(wrong, true);
    },
    clear() {
      control.removeAttribute("aria-invalid");
      setShown(wrong, false);
    },
  };
}

/** What few people need, out of the way until it is opened. */
export function createAdvanced(...fields) {
  return h("details.thresholds", {}, h("summary", {}, t("form.advanced")), h("div.threshold-grid", {}, ...fields.map((field) => field.element)));
}

/**
 * A form of fields with one button that stores them. `fields` have {key, changed, fail, clear,
 * focus}; `more` gives further changes, or takes some away, before they are sent.
 */
export function createForm({ id, title, intro = "", body, fields, saved, more = (changes) => changes }) {
  const told = h("p.saved", { role: "status" });
  const trouble = h("p.notice", { role: "alert", hidden: true });
  const send = h("button.big", { type: "submit" }, icon("check"), t("form.save"));
  const form = h("form", { novalidate: true }, ...body.filter((part) => part !== null), trouble, h("p.buttons", {}, send, told));
  const element = h(
    "section.panel.setup-form",
    { "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    intro === "" ? null : h("p.intro", {}, intro),
    form,
  );

  function changes() {
    const found = {};
    for (const field of fields) {
      const value = field.changed();
      if (value !== undefined) found[field.key] = value;
    }
    return more(found);
  }

  function tell(error) {
    trouble.replaceChildren(icon("warning"), h("span", {}, ...saidOf(error)));
    setShown(trouble, true);
  }

  function refuse(error) {
    const byKey = new Map(fields.map((field) => [field.key, field]));
    const placed = error.errors.filter((each) => byKey.has(each.field));
    for (const each of placed) {
      byKey.get(each.field).fail(each);
      byKey.get(each.field).element?.closest("details")?.setAttribute("open", "");
    }
    if (placed.length > 0) byKey.get(placed[0].field).focus();
    else {
      tell(error);
    }
  }

  form.addEventListener("input", () => setText(told, ""));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    for (const field of fields) field.clear();
    setShown(trouble, false);
    const wanted = changes();
    if (Object.keys(wanted).length === 0) {
      setText(told, t("form.nothing"));
      return;
    }
    const switchOn = switchedOff(send);
    try {
      const answer = await patch("/settings", { changes: wanted });
      setText(told, t(answer.stored ? "form.saved" : "form.not_stored"));
      saved(answer.now);
    } catch (error) {
      if (error instanceof Refused) refuse(error);
      else tell(error);
    }
    switchOn();
  });
  return { element };
}
