// Other thresholds, tried on what is stored: sliders, and how the span would have read.
import { button, h, setShown, setText } from "/shared/dom.js";
import { between } from "/shared/figure_text.js";
import { count, exact, percent } from "/shared/format.js";
import { createAsk } from "/history/ask.js";
import { createPanel } from "/history/panel.js";
import { asked } from "/history/span.js";
import { keepFocus } from "/shared/focus.js";
import { t } from "/shared/i18n.js";

const WAIT_MS = 300;
const LOOKS_S = [1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20];
const SHORT_S = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.6, 2];
const WAITS_S = [0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30];

/** `answer` is the field of the answer; `present` needs to know when customers are there. */
const TRIED = [
  { name: "long_s", answer: "long_look_aways", steps: LOOKS_S, start: 3, text: count },
  { name: "prolonged_s", answer: "prolonged_look_aways", steps: LOOKS_S, start: 6, text: count },
  { name: "glance_min_s", answer: "customer_glance_share", steps: SHORT_S, start: 0.2, text: percent },
  { name: "first_look_within_s", answer: "first_look_within_share", steps: WAITS_S, start: 3, text: percent, present: true },
  { name: "return_over_s", answer: "slow_return_share", steps: WAITS_S, start: 5, text: percent, present: true },
];

export function createWhatIf() {
  let last = null;
  let timer = null;
  const element = createPanel("what-if", t("history.what_if"), { note: t("history.what_if_note") });
  const sliders = TRIED.map((tried) => createSlider(tried, moved));
  const none = h("p", { hidden: true }, t("history.nothing_told"));
  const cannot = h("p.small");
  const ask = createAsk(draw);
  const back = button(h("button.plain", { type: "button", disabled: true }, t("history.try_back")), () => {
    for (const each of sliders) each.backToForce();
    again();
  });
  element.append(none, h("div.sliders", {}, ...sliders.map((each) => each.element)), h("p.buttons", {}, back), ask.element, cannot);
  const of = (name) => sliders.find((each) => each.name === name);

  function moved(name) {
    // A very long look is a long one too: the two never cross.
    const [long, prolonged] = [of("long_s"), of("prolonged_s")];
    if (long.value() > prolonged.value()) {
      if (name === "long_s") prolonged.set(long.value());
      else long.set(prolonged.value());
    }
    clearTimeout(timer);
    timer = setTimeout(again, WAIT_MS);
  }

  function again() {
    const told = last.total.figures !== null;
    setShown(none, !told);
    for (const each of sliders) setShown(each.element, told && (!each.present || last.basis === "present"));
    if (!told) return;
    const values = sliders.filter((each) => !each.element.hidden).map((each) => [each.name, String(each.value())]);
    const query = new URLSearchParams([
      ["counter", last.meta.counter],
      ...Object.entries(asked(last.span, last.start)),
      ...values,
    ]);
    ask.ask(`/what-if?${query}`);
  }

  function draw({ answers, as_measured: measured, in_force: inForce, cannot_answer: silent }) {
    // What is asked first is a guess at what is in force; where it was wrong, it is asked again.
    const moved = sliders.filter((each) => each.force(inForce[each.name] ?? null));
    keepFocus(
      () => (back.disabled = sliders.every((each) => each.isInForce())),
      () => element.querySelectorAll("input"),
    );
    if (moved.length > 0) {
      again();
      return;
    }
    for (const each of sliders) each.answer(answers?.[each.field] ?? null, measured.figures);
    const parts = silent.map((name) => t(`history.cannot.${name}`)).join("; ");
    setText(cannot, t("history.what_if_cannot", { parts }));
  }

  return {
    element,
    show(view) {
      last = view;
      again();
    },
    repaint() {},
    destroy() {
      clearTimeout(timer);
      ask.stop();
    },
  };
}

function createSlider({ name, answer: field, steps: offered, start, text, present = false }, onMove) {
  let steps = offered;
  let inForce = null; // seconds; null while unknown, and where nothing is in force
  let touched = false;
  const id = `try-${name}`;
  const control = h("input", {
    type: "range",
    id,
    min: 0,
    max: steps.length - 1,
    step: 1,
    value: steps.indexOf(start),
    "aria-describedby": `${id}-answer`,
  });
  const chosen = h("output", { for: id });
  const said = h("p.slider-answer", { id: `${id}-answer` });
  const now = h("p.small.slider-now", { hidden: true });
  const element = h(
    "div.slider",
    {},
    h("div.slider-head", {}, h("label", { for: id }, t(`history.try.${name}`)), chosen),
    control,
    now,
    said,
  );
  const value = () => steps[Number(control.value)];

  function show() {
    const words = t("history.seconds", { value: exact(value()) });
    setText(chosen, words);
    control.setAttribute("aria-valuetext", words);
    control.style.setProperty("--filled", String(Number(control.value) / (steps.length - 1)));
  }

  function offer(seconds) {
    const here = value();
    steps = [...new Set([...steps, seconds])].sort((a, b) => a - b);
    control.max = String(steps.length - 1);
    put(here);
  }

  function put(seconds) {
    control.value = String(steps.indexOf(seconds));
    show();
  }

  control.addEventListener("input", () => {
    touched = true;
    show();
    onMove(name);
  });
  show();
  return {
    name,
    field,
    present,
    element,
    value,
    set(seconds) {
      touched = true;
      if (!steps.includes(seconds)) offer(seconds);
      put(seconds);
    },
    isInForce: () => inForce === null || value() === inForce,
    backToForce() {
      if (inForce !== null) put(inForce);
    },
    /** What is in force now; true where the slider, not touched yet, stood elsewhere and was moved. */
    force(seconds) {
      const known = inForce !== null;
      inForce = seconds;
      setShown(now, true);
      setText(now, seconds === null ? t("history.try_none") : t("history.try_now", { value: exact(seconds) }));
      if (seconds === null || known || touched) return false;
      const before = value();
      offer(seconds);
      put(seconds);
      return before !== seconds;
    },
    answer(bounds, figures) {
      const words =
        bounds === null
          ? t("history.try_nothing")
          : bounds.exact
            ? text(bounds.low)
            : between(text(bounds.low), text(bounds.high));
      const measured = measuredText(name, figures);
      setText(said, t(`history.answer.${name}`, { value: words, seconds: exact(value()), measured }));
    },
  };
}

/** What stands in the figures under the thresholds in force, where that is the same thing. */
function measuredText(name, figures) {
  if (figures === null) return "";
  if (name === "long_s") return count(figures.long_look_aways);
  if (name === "prolonged_s") return count(figures.prolonged_look_aways);
  return figures.customer_gaze_share.value === null ? "" : percent(figures.customer_gaze_share.value);
}
