// Runs before the first paint: theme and language as the person left them.
// A classic script on purpose: a module would run after the page has been drawn.
(function () {
  "use strict";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function stored(key) {
    try {
      return window.localStorage.getItem(key);
    } catch (error) {
      return null; // storage is switched off: nothing is remembered, all else works
    }
  }

  function applyTheme() {
    var choice = stored("mostrador.theme");
    var theme = choice === "light" || choice === "dark" ? choice : dark.matches ? "dark" : "light";
    root.setAttribute("data-theme", theme);
  }

  function chosenLanguage() {
    var asked = new URLSearchParams(window.location.search).get("lang") || stored("mostrador.lang");
    if (asked === "es" || asked === "en") return asked;
    var wanted = navigator.languages || [navigator.language];
    for (var i = 0; i < wanted.length; i += 1) {
      var tag = String(wanted[i]).slice(0, 2).toLowerCase();
      if (tag === "es" || tag === "en") return tag;
    }
    return "es";
  }

  applyTheme();
  root.setAttribute("lang", chosenLanguage());
  dark.addEventListener("change", function () {
    applyTheme();
    window.dispatchEvent(new Event("themechange"));
  });
})();
