// Light, dark, or as the device has it.
import { button, setIcon } from "/js/dom.js";
import { t } from "/js/i18n.js";

const KEY = "mostrador.theme";
const ORDER = ["auto", "light", "dark"];
const ICONS = { auto: "theme_auto", light: "sun", dark: "moon" };

function choice() {
  try {
    const stored = localStorage.getItem(KEY);
    return ORDER.includes(stored) ? stored : "auto";
  } catch {
    return "auto";
  }
}

function remember(value) {
  try {
    if (value === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
}

function resolved(value) {
  if (value !== "auto") return value;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function mountThemeSwitch(element) {
  let current = choice();
  const show = () => {
    setIcon(element, ICONS[current]);
    const label = t("page.theme", { theme: t(`page.theme_${current}`) });
    element.setAttribute("aria-label", label);
    element.title = label;
  };
  button(element, () => {
    current = ORDER[(ORDER.indexOf(current) + 1) % ORDER.length];
    remember(current);
    document.documentElement.dataset.theme = resolved(current);
    show();
    window.dispatchEvent(new Event("themechange"));
  });
  show();
  return show;
}

export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
