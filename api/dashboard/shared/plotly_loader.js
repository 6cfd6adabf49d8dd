// plotly.js is 4.8 MB: fetched once, after the page has been drawn and has its first words.
import { LOCALE_ES } from "/shared/plotly_es.js";

const URL = "/vendor/plotly.min.js";
let loading = null;

export function loadPlotly() {
  loading ??= whenIdle().then(insertScript);
  return loading;
}

function whenIdle() {
  return new Promise((resolve) => {
    const later = () => {
      if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: 1500 });
      else setTimeout(resolve, 200);
    };
    if (document.readyState === "complete") later();
    else window.addEventListener("load", later, { once: true });
  });
}

function insertScript() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = URL;
    script.addEventListener("load", () => {
      window.Plotly.register(LOCALE_ES);
      resolve(window.Plotly);
    });
    script.addEventListener("error", () => {
      loading = null; // the next attempt starts over
      reject(new Error(`${URL} did not load`));
    });
    document.head.append(script);
  });
}
