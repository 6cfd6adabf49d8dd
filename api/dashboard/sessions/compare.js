// Two sessions on one axis of time, and what differs: each number, the difference, where it lies.
import { button, h, icon } from "/shared/dom.js";
import { QUALITY, QUANTITY } from "/shared/figure_names.js";
import { differenceInterval, differenceText, numberName, valueText } from "/shared/figure_text.js";
import { count, exact } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { createClock } from "/sessions/clock.js";
import { createLater } from "/sessions/later.js";
import { aboutSession, compareAddress, printButton, replayAddress } from "/sessions/list.js";
import { createPlayer } from "/sessions/player.js";
import { eventsOf } from "/sessions/timeline.js";

const VERDICT_ICONS = { more: "up", less: "down", cannot_tell: "unknown" };

export function createCompare([first, second], counters) {
  const timelines = [first, second];
  const clock = createClock(Math.max(first.session.duration_s, second.session.duration_s));
  const moments = [...new Set(timelines.flatMap((each) => eventsOf(each).map((event) => event.atS)))].sort((a, b) => a - b);
  const element = h("div.replay");
  let player = null;
  let heading = null;

  function side(session, letter) {
    return h(
      "li",
      {},
      h("span.letter", {}, letter),
      h("div", {}, h("a.session-name", { href: replayAddress(session.session) }, session.name), h("p.small", {}, aboutSession(session, counters))),
    );
  }

  function row(found, number) {
    const told = found.comparison.differences.find((each) => each.number === number);
    if (told === undefined || (told.a === null && told.b === null)) return null;
    return h(
      "tr",
      { "data-number": number, "data-tells": told.tells },
      h("th", { scope: "row" }, numberName(number)),
      h("td.number", { "data-column": "A" }, valueText(number, told.a)),
      h("td.number", { "data-column": "B" }, valueText(number, told.b)),
      h(
        "td.number",
        { "data-column": t("versus.difference") },
        h("span.figure-value", {}, differenceText(number, told.difference)),
        h("span.row-note", {}, differenceInterval(number, told.low, told.high) || t("figure.no_interval")),
      ),
      h(
        "td.verdict",
        { "data-column": t("versus.verdict") },
        h("span", {}, icon(VERDICT_ICONS[told.tells]), h("span", {}, t(`versus.${told.tells}`))),
      ),
    );
  }

  function table(found) {
    const { units_a: unitsA, units_b: unitsB, block_s: blockS, basis } = found.comparison;
    const groups = [
      ["figure.quantity", QUANTITY],
      ["figure.quality", QUALITY],
    ].map(([key, numbers]) => {
      const rows = numbers.map((number) => row(found, number)).filter((each) => each !== null);
      const head = h("tr", {}, h("th.group", { scope: "rowgroup", colspan: "5" }, t(key)));
      return rows.length > 0 ? h("tbody", {}, head, ...rows) : null;
    });
    return h(
      "section.panel",
      { "aria-labelledby": "differences-title" },
      h("h2", { id: "differences-title" }, t("versus.differences")),
      h("p.small", {}, t(`figure.basis.${basis}`)),
      h(
        "div.table-scroll",
        { tabindex: "0", role: "group", "aria-label": t("versus.differences") },
        h(
          "table.figures.versus",
          {},
          h("caption.visually-hidden", {}, t("versus.differences")),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("th", { scope: "col" }, t("session.col_number")),
              h("th.number", { scope: "col" }, "A"),
              h("th.number", { scope: "col" }, "B"),
              h("th.number", { scope: "col" }, t("versus.difference"), h("span.row-note", {}, t("figure.interval_of"))),
              h("th", { scope: "col" }, t("versus.verdict")),
            ),
          ),
          ...groups.filter((each) => each !== null),
        ),
      ),
      h("p.small", {}, t("versus.how", { a: count(unitsA), b: count(unitsB), block: exact(blockS ?? 0) })),
      h("p.small", {}, t("figure.no_interval_note")),
      h("p.small", {}, t("versus.chance")),
    );
  }

  function build() {
    player?.destroy();
    heading = h("h2.view-title", { tabindex: "-1" }, t("versus.title"));
    player = createPlayer({ timelines, clock, moments: () => moments });
    const swap = button(h("button.plain.as-button", { type: "button" }, icon("compare"), h("span", {}, t("versus.swap"))), () => {
      location.hash = compareAddress(second.session.session, first.session.session);
    });
    element.replaceChildren(
      h("p", {}, h("a.back", { href: "#" }, t("sessions.back"))),
      h("div.view-head", {}, heading, h("div.session-actions", {}, swap, printButton())),
      h("ul.sides", {}, side(first.session, "A"), side(second.session, "B")),
      player.element,
      differences.element,
    );
    player.takeKeys(element);
  }

  const asked = new URLSearchParams({ a: first.session.session, b: second.session.session });
  const differences = createLater(`/compare?${asked}`, "versus.differences", table);
  build();
  return {
    element,
    opened: () => heading.focus(),
    rebuild() {
      build();
      differences.draw();
      return element;
    },
    destroy() {
      differences.destroy();
      player.destroy();
    },
  };
}
