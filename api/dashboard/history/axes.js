// Axes that the charts of the history share.
import { clock, count, dayNumber, dayShort, percent, weekday } from "/shared/format.js";
import { token } from "/shared/theme.js";

const LABEL_PX = 46;
const NARROW_LABEL_PX = 28;
const WIDE_LABEL_PX = 60;

/** A slot's name, as on the axis and in tables. */
export function slotName(span, slot, zone) {
  return span === "day" ? clock(slot.at, zone) : dayShort(slot.at);
}

/** Slots at 0, 1, 2 …, as many names as there is room for. */
export function slotAxis(span, slots, zone, widthPx) {
  const tight = span === "week" && widthPx / 7 < WIDE_LABEL_PX;
  const label = span === "month" || tight ? NARROW_LABEL_PX : LABEL_PX;
  const step = Math.ceil(slots.length / Math.max(2, Math.floor((widthPx - 50) / label)));
  const text = (slot) => {
    if (span === "month") return dayNumber(slot.at);
    return tight ? `${weekday(slot.at)}<br>${dayNumber(slot.at)}` : slotName(span, slot, zone);
  };
  const named = slots.map((_, index) => index).filter((index) => index % step === 0);
  return {
    range: [-0.6, slots.length - 0.4],
    fixedrange: true,
    showgrid: false,
    zeroline: false,
    tickmode: "array",
    tickvals: named,
    ticktext: named.map((index) => text(slots[index])),
    tickangle: 0,
  };
}

const lines = () => ({
  fixedrange: true,
  gridcolor: token("line"),
  zeroline: false,
  tickmode: "array",
});

/** Parts of a whole, up to `top`. */
export function shareAxis(top = 1) {
  const step = top > 0.5 ? 0.25 : 0.1;
  const at = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, index) => index * step);
  return { ...lines(), range: [0, top], tickvals: at, ticktext: at.map(percent) };
}

/** Parts of a whole between the twentieths around `low` and `high`. */
export function shareWindow(low, high) {
  const [first, last] = [Math.max(0, Math.floor(low * 20 - 0.1)), Math.min(20, Math.ceil(high * 20 + 0.1))];
  const step = last - first > 8 ? 2 : 1;
  const at = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => (first + index * step) / 20);
  return { ...lines(), range: [first / 20, last / 20], tickvals: at, ticktext: at.map(percent) };
}

/** Numbers from 0 to above the largest; `text` writes one. */
export function numberAxis(largest, text = count) {
  const top = Math.max(largest * 1.08, 1e-6);
  const raw = top / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= raw);
  const at = Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
  return { ...lines(), range: [0, top], tickvals: at, ticktext: at.map(text) };
}

/** The ends of intervals as plotly.js takes them. */
export function errorBars(values, intervals, colour) {
  return {
    type: "data",
    symmetric: false,
    array: values.map((value, index) => Math.max(0, (intervals[index]?.high ?? value) - value)),
    arrayminus: values.map((value, index) => Math.max(0, value - (intervals[index]?.low ?? value))),
    color: colour,
    thickness: 1.5,
    width: 4,
  };
}
