// What a calibration found, and whether to store it.
import { button, h, icon } from "/shared/dom.js";
import { decimal } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { placeName, refusalText } from "/shared/refusal.js";

const deg = (value) => t("unit.deg", { value: decimal(value) });

function direction(yawDeg, pitchDeg) {
  const side = Math.abs(yawDeg) < 0.5 ? "straight" : yawDeg > 0 ? "right" : "left";
  const height = Math.abs(pitchDeg) < 0.5 ? "level" : pitchDeg > 0 ? "up" : "down";
  return t("outcome.direction", {
    side: t(`outcome.${side}`, { angle: deg(Math.abs(yawDeg)) }),
    height: t(`outcome.${height}`, { angle: deg(Math.abs(pitchDeg)) }),
  });
}

function table(readings) {
  const head = h("tr", {}, ...["place", "where", "spread"].map((key) => h("th", { scope: "col" }, t(`outcome.${key}`))));
  const rows = readings.map((each) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, placeName(each.place)),
      h("td", {}, direction(each.yaw_deg, each.pitch_deg)),
      h("td.number", {}, deg(each.spread_deg)),
    ),
  );
  return h("table.figures", {}, h("thead", {}, head), h("tbody", {}, ...rows));
}

export function createOutcome({ accept, drop, repeat }) {
  const element = h("div.outcome", { hidden: true });
  let shown = null;

  function good(state) {
    const { result } = state;
    const [one, other] = result.hardest.map(placeName);
    return [
      h("p.order", {}, t(`outcome.grade_${result.grade}`)),
      h("p", {}, t("outcome.apart", { one, other, times: decimal(result.separability) })),
      table(state.readings),
      h(
        "p.buttons",
        {},
        button(h("button.big", { type: "button" }, icon("check"), t("outcome.accept")), accept),
        button(h("button.plain", { type: "button" }, t("outcome.drop")), drop),
      ),
    ];
  }

  function bad(state) {
    const { facts } = state.result_refused_cause;
    const place = facts.other ?? facts.place ?? "device";
    return [
      h("p.order.is-refused", {}, refusalText(state.result_refused_cause, state.result_refused)),
      table(state.readings),
      h(
        "p.buttons",
        {},
        button(
          h("button.big", { type: "button" }, icon("again"), t("outcome.repeat", { place: placeName(place) })),
          () => repeat(place),
        ),
        button(h("button.plain", { type: "button" }, t("outcome.drop")), drop),
      ),
    ];
  }

  return {
    element,
    /** The state of a calibration that is complete; null while it is not. */
    show(state) {
      element.hidden = state === null;
      const looks = state === null ? null : JSON.stringify([state.result, state.result_refused]);
      if (looks === shown) return;
      shown = looks;
      if (state !== null) element.replaceChildren(...(state.result === null ? bad(state) : good(state)));
    },
  };
}
