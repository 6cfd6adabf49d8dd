// What every page has: its words, the links to the other pages, the switches of language and theme.
import { icon } from "/shared/dom.js";
import { addMessages, mountLanguageSwitch } from "/shared/i18n.js";
import { mountThemeSwitch } from "/shared/theme.js";

/**
 * Start the frame around a page; the first thing that a page's module does.
 *
 * `messages` is {es, en}, the page's own words. `onLanguage` runs after the words in the document
 * have changed, `onTheme` after the colours have: draw again what a script has drawn.
 */
export function mountShell({ messages, onLanguage = () => {}, onTheme = () => {} }) {
  addMessages(messages);
  for (const holder of document.querySelectorAll("[data-icon-of]")) {
    holder.prepend(icon(holder.dataset.iconOf));
  }
  const showTheme = mountThemeSwitch(document.getElementById("theme-switch"));
  mountLanguageSwitch([...document.querySelectorAll("button[data-lang]")], () => {
    showTheme();
    onLanguage();
  });
  window.addEventListener("themechange", onTheme);
}
