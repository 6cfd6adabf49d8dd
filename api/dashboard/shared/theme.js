// Light, dark, or as the device has it.
import { button, setIcon } from "/shared/dom.js";
import { t } from "/shared/i18n.js";

const KEY = "mostrador.theme";
const ORDER = ["auto", "light", "dark"];
const PAPER_PX = 620; // what a panel holds on an upright sheet of A4 or Letter
const ICONS = { auto: "theme_auto", light: "sun", dark: "moon" };

let printing = false;

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
  // Paper is light and narrow, whatever the screen is: what a script has drawn is drawn anew.
  const print = (begins) => {
    printing = begins;
    document.documentElement.dataset.theme = begins ? "light" : resolved(current);
    window.dispatchEvent(new Event("themechange"));
  };
  window.addEventListener("beforeprint", () => print(true));
  window.addEventListener("afterprint", () => print(false));
  show();
  return show;
}

/** Whether what is drawn now goes to a printer. */
export const onPaper = () => printing;

/** How wide a drawing in `holder` is to be. */
export const drawnWidthPx = (holder) => (printing ? PAPER_PX : holder.clientWidth);

export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
