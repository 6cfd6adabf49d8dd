// Whoever is measured is told plainly that a training session runs.
import { h, icon, setShown, setText } from "/shared/dom.js";
import { clockSeconds } from "/shared/format.js";
import { t } from "/shared/i18n.js";

/** A line for a counter's card; `update` takes each snapshot of it. */
export function createSessionNotice(timeZone) {
  const text = h("span");
  const link = h("a", { href: "/sessions" }, t("session_notice.link"));
  const element = h("p.notice.session-notice", { hidden: true }, icon("record"), h("span", {}, text, " ", link));
  return {
    element,
    update({ session }) {
      setShown(element, Boolean(session));
      if (!session) return;
      const values = { name: session.name, time: clockSeconds(Date.parse(session.start_utc), timeZone) };
      setText(text, t("session_notice.text", values));
    },
  };
}
