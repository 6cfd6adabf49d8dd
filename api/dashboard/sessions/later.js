// A panel that is asked for once the rest stands: says that it waits, and what went wrong.
import { get, Refused, Unreachable } from "/shared/api.js";
import { button, h, icon } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { saidOf } from "/shared/refusal.js";

/** `make(answer)` gives the panel; `title` is the key of its heading meanwhile. */
export function createLater(path, title, make) {
  const element = h("div.later");
  const asking = new AbortController();
  let answer = null;

  function note(...content) {
    element.replaceChildren(h("section.panel", {}, h("h2", {}, t(title)), h("div", { role: "status" }, ...content)));
  }

  function draw() {
    if (answer === null) note(h("p.placeholder", {}, t("sessions.waiting")));
    else element.replaceChildren(make(answer));
  }

  async function ask() {
    draw();
    try {
      answer = await get(path, { signal: asking.signal });
      draw();
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      const said = error instanceof Refused ? saidOf(error) : [t("sessions.unreachable")];
      const again = button(h("button.plain", { type: "button" }, t("sessions.again")), ask);
      note(h("p.notice", {}, icon("warning"), h("span", {}, ...said)), again);
    }
  }

  ask();
  return { element, draw, destroy: () => asking.abort() };
}
