// Questions of the page: newest of each part wins, failures can be retried.
import { get, Refused, Unreachable } from "/shared/api.js";
import { button, h, icon, setShown } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { saidOf } from "/shared/refusal.js";

// A few questions at once, in the order of the page: each is real work for the small computer that
// answers, and the first answers are wanted first.
const AT_ONCE = 3;
const waiting = [];
const watchers = new Set();
let open = 0; // questions that were asked or wait to be

function next() {
  while (open - waiting.length < AT_ONCE && waiting.length > 0) waiting.shift()();
}

/** Runs `watcher(busy)` now and whenever asking begins or all is answered; gives what ends that. */
export function whileAsking(watcher) {
  watchers.add(watcher);
  watcher(open > 0);
  return () => watchers.delete(watcher);
}

/** `send()` when its turn comes; everything on the page that asks goes through here. */
export async function inTurn(send) {
  open += 1;
  if (open === 1) for (const watcher of watchers) watcher(true);
  const turn = new Promise((resolve) => waiting.push(resolve));
  next();
  await turn;
  try {
    return await send();
  } finally {
    open -= 1;
    next();
    if (open === 0) for (const watcher of watchers) watcher(false);
  }
}

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
    inTurn(() => (signal.aborted ? undefined : send(signal)));
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
