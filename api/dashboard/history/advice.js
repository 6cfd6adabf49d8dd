// Advice about the furniture, never about the person.
import { h, icon } from "/shared/dom.js";
import { exact, percent } from "/shared/format.js";
import { createAsk } from "/history/ask.js";
import { createPanel } from "/history/panel.js";
import { t } from "/shared/i18n.js";

const ICONS = { raise: "warning", consider: "target", fine: "check" };

export function createAdvice() {
  let shown = null;
  const element = createPanel("advice", t("history.advice"), { note: t("history.advice_note") });
  const body = h("div");
  const ask = createAsk((told) => body.replaceChildren(...content(told)));
  element.append(ask.element, body);
  return {
    element,
    show({ meta }) {
      if (shown === meta.counter) return;
      shown = meta.counter;
      ask.ask(`/advice?${new URLSearchParams({ counter: meta.counter })}`);
    },
    repaint() {},
    destroy: ask.stop,
  };
}

function content(told) {
  if (!told.calibrated) {
    return [h("p", {}, t("history.advice_uncalibrated"), " ", h("a", { href: "/setup" }, t("history.advice_setup")))];
  }
  if (told.as_measured.figures === null) return [h("p", {}, t("history.nothing_told"))];
  if (told.advice.length === 0) return [h("p", {}, t("history.advice_none"))];
  return [h("ul.advice", {}, ...told.advice.map(line))];
}

function line(each) {
  const degrees = t("unit.deg", { value: exact(Math.round(Math.abs(each.below_deg))) });
  const where =
    each.below_deg < 0
      ? t("history.advice_above", { degrees })
      : each.at_least
        ? t("history.advice_below_or_more", { degrees })
        : t("history.advice_below", { degrees });
  const time = t(each.areas > 1 ? "history.advice_time_together" : "history.advice_time", {
    percent: percent(each.time_share),
  });
  return h(
    "li",
    { "data-level": each.level },
    h("span.fact-icon", {}, icon(ICONS[each.level])),
    h(
      "div",
      {},
      h("p", {}, h("strong", {}, each.name), " · ", t(`area.${each.means}`)),
      h("p.small", {}, where, " ", time),
      h("p", {}, t(`history.level.${each.level}`)),
    ),
  );
}
