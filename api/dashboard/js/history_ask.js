// A part of the page that asks for something of its own: newest question wins, failures can be retried.
import { get, Refused, Unreachable } from "/js/api.js";
import { button, h, icon, setShown } from "/js/dom.js";
import { t } from "/js/i18n.js";
import { saidOf } from "/js/refusal.js";

// One question after the other, in the order of the page: each is real work for the small computer
// that answers, and the first answers are wanted first.
let line = Promise.resolve();

/** Resolves when everything that was asked so far is answered. */
export const settled = () => line;

/** `element` says that it waits or what went wrong; `ask(path)` calls `onAnswer` with the answer. */
export function createAsk(onAnswer) {
  const element = h("div.ask", { role: "status", hidden: true });
  let asking = null;
  let path = null;

  function say(...content) {
    element.replaceChildren(...content);
    setShown(element, content.length > 0);
  }

  function ask(next) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    path = next;
    say(h("p.small", {}, t("history.waiting")));
    line = line.then(() => (signal.aborted ? undefined : send(signal)));
  }

  async function send(signal) {
    try {
      const answer = await get(path, { signal });
      if (signal.aborted) return;
      say();
      onAnswer(answer);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      const refused = error instanceof Refused;
      const again = button(h("button.plain", { type: "button" }, t("history.again")), () => ask(path));
      say(
        h(
          "div.notice",
          {},
          icon("warning"),
          h(
            "div",
            {},
            h("p", {}, refused ? t("history.refused") : t("history.unreachable")),
            refused ? h("p.small", {}, ...saidOf(error)) : null,
            again,
          ),
        ),
      );
    }
  }

  return { element, ask, stop: () => asking?.abort() };
}
