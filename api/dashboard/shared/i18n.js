// Words in the person's language. A key that is missing is an error, never a silent blank.
import en from "/messages/en/shell.js";
import es from "/messages/es/shell.js";
import { setText } from "/shared/dom.js";

// A number and its unit stay on one line: "3 s", "95 %", "{value} h".
const BEFORE_UNIT = /([\d}]) (?=(?:%|s|h|min)(?!\p{L}))/gu;
const bound = (messages) =>
  Object.fromEntries(Object.entries(messages).map(([key, text]) => [key, text.replace(BEFORE_UNIT, "$1\u00a0")]));

const MESSAGES = { es: bound(es), en: bound(en) };
const FALLBACK_LOCALES = { es: "es-ES", en: "en-GB" };
const KEY = "mostrador.lang";

export const language = () => (document.documentElement.lang === "en" ? "en" : "es");

/** Take in the words of a page: {es, en}. */
export function addMessages(more) {
  for (const tag of Object.keys(MESSAGES)) Object.assign(MESSAGES[tag], bound(more[tag]));
}

/** The browser's own flavour of the chosen language (12 or 24 hours, separators). */
export function locale() {
  const chosen = language();
  const own = (navigator.languages ?? []).find((tag) => tag.toLowerCase().startsWith(`${chosen}-`));
  return own ?? FALLBACK_LOCALES[chosen];
}

/** Whether there is a text for a key that the program, not the page, names. */
export const knows = (key) => MESSAGES[language()][key] !== undefined;

let standing = () => ({});

/** What fills gaps wherever they are, such as the thresholds in force: `values()` gives it by name. */
export function fillEverywhere(values) {
  standing = values;
}

/** Text of a key with `{name}` filled in; `count` picks `key.one` or `key.other`. */
export function t(key, values = {}) {
  const messages = MESSAGES[language()];
  let text = messages[key];
  if (text === undefined && values.count !== undefined) {
    text = messages[`${key}.${new Intl.PluralRules(language()).select(values.count)}`];
    text ??= messages[`${key}.other`];
  }
  if (text === undefined) throw new Error(`no text for "${key}" in "${language()}"`);
  const all = text.includes("{") ? { ...standing(), ...values } : {};
  return text.replace(/\{(\w+)\}/g, (_, name) => String(all[name] ?? ""));
}

/** Fill every element that names its key in the page itself. */
export function translatePage(root = document) {
  for (const element of root.querySelectorAll("[data-i18n]")) {
    setText(element, t(element.dataset.i18n));
  }
  for (const element of root.querySelectorAll("[data-i18n-label]")) {
    element.setAttribute("aria-label", t(element.dataset.i18nLabel));
  }
  document.title = t("page.title", { page: t(`nav.${document.documentElement.dataset.page}`) });
}

/** The two language buttons; `onChange` runs after the words on the page have changed. */
export function mountLanguageSwitch(buttons, onChange) {
  const show = () => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === language()));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      document.documentElement.lang = button.dataset.lang;
      try {
        localStorage.setItem(KEY, button.dataset.lang);
      } catch {
        // Storage is switched off: the choice lasts until the page is closed.
      }
      show();
      translatePage();
      onChange();
    });
  }
  show();
  translatePage();
}
