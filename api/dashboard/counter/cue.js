// A quiet cue that a customer waits. It lives on this page alone and is sent to nobody.
import { patch } from "/shared/api.js";
import { createTrouble } from "/shared/trouble.js";
import { h, icon, setShown, setText } from "/shared/dom.js";
import { duration } from "/shared/format.js";
import { t } from "/shared/i18n.js";
import { chime, soundWanted, wantSound } from "/counter/chime.js";

const CHOICES_S = [0, 5, 10, 15, 20, 30, 60];

/** The cue itself, beside what is so now. */
export function createCue() {
  const text = h("strong");
  const shown = h("div.cue", { hidden: true }, icon("customer"), text);
  const quiet = h("p.cue-quiet");
  // The live region stays in the document; what changes is inside it.
  const element = h("div.cue-place", { hidden: true }, quiet, h("div", { role: "status" }, shown));
  let due = false;
  let expected = false;
  return {
    element,
    /** Its room is kept while it may come, so that nothing moves under a finger. */
    expect(after_s) {
      expected = after_s > 0;
      setShown(element, expected || due);
      setText(quiet, after_s > 0 ? t("cue.on", { duration: duration(after_s) }) : "");
    },
    update({ customer, pause }) {
      const next = customer.cue_due && !pause.paused;
      if (next && !due) {
        // Said once: a text that changes each second would be read out each second.
        setText(text, t("cue.waiting", { duration: duration(customer.waiting_s) }));
        if (soundWanted()) chime();
      }
      due = next;
      setShown(shown, due);
      setShown(quiet, !due);
      setShown(element, expected || due);
    },
  };
}

/** After how long, and whether it may be heard. */
export function createCueSettings(meta, onAfter) {
  const key = `counters.${meta.counter}.cue_after_s`;
  const select = h("select", { id: "cue-after", disabled: true, "aria-describedby": "cue-hint" });
  const sound = h("input", { type: "checkbox", id: "cue-sound", checked: soundWanted() });
  const saved = h("p.saved", { role: "status" });
  const unknown = h("p.small", { hidden: true }, t("cue.no_presence"));
  const trouble = createTrouble();
  const element = h(
    "section.panel.own-cue",
    { "aria-labelledby": "own-cue" },
    h("h2", { id: "own-cue" }, t("cue.title")),
    h("p.own-intro", { id: "cue-hint" }, t("cue.intro")),
    h("div.field", {}, h("label", { for: "cue-after" }, t("cue.after")), select),
    h("div.tick", {}, sound, h("label", { for: "cue-sound" }, t("cue.sound"))),
    saved,
    unknown,
    trouble.element,
  );

  let shown = null;

  function fill(value) {
    shown = value;
    const choices = [...new Set([...CHOICES_S, value])].sort((a, b) => a - b);
    select.replaceChildren(
      ...choices.map((each) =>
        h("option", { value: each, selected: each === value }, each === 0 ? t("cue.never") : t("cue.from", { duration: duration(each) })),
      ),
    );
    select.disabled = false;
    onAfter(value);
  }

  async function attempt(action) {
    trouble.clear();
    try {
      const { stored, now } = await action();
      fill(now.settings.find((each) => each.key === key).value);
      setText(saved, t(stored ? "cue.saved" : "cue.saved_for_now"));
    } catch (error) {
      trouble.tell(error);
    }
  }

  select.addEventListener("change", () => attempt(() => patch("/settings", { changes: { [key]: Number(select.value) } })));
  sound.addEventListener("change", () => {
    wantSound(sound.checked);
    if (sound.checked) chime();
  });
  return {
    element,
    /** Today's answer; while somebody chooses, their choice stays. */
    set({ cue_after_s: value }) {
      if (value !== shown && document.activeElement !== select) fill(value);
    },
    update({ customer, pause }) {
      setShown(unknown, customer.present === null && !pause.paused);
    },
  };
}
