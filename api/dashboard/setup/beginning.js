// What is asked before a calibration begins: which places it has, and whether it speaks.
import { button, h, icon } from "/shared/dom.js";
import { t } from "/shared/i18n.js";
import { voiceWanted, wantVoice } from "/setup/voice.js";

export function createBeginning(begin) {
  const lowest = h("input", { id: "calibration-lowest", type: "checkbox", "aria-describedby": "calibration-lowest-hint" });
  const work = h("input", { id: "calibration-work", type: "text", "aria-describedby": "calibration-work-hint" });
  const voice = h("input", { id: "calibration-voice", type: "checkbox" });
  const start = button(h("button.big", { type: "button" }, icon("target"), t("calibrate.start")), begin);
  voice.checked = voiceWanted();
  voice.addEventListener("change", () => wantVoice(voice.checked));
  const element = h(
    "div.calibration-idle",
    {},
    h("p", {}, t("calibrate.intro")),
    h(
      "div.ticked",
      {},
      h("div.tick", {}, lowest, h("label", { for: "calibration-lowest" }, t("calibrate.lowest"))),
      h("p.hint", { id: "calibration-lowest-hint" }, t("calibrate.lowest_hint")),
    ),
    h(
      "div.field",
      {},
      h("label", { for: "calibration-work" }, t("calibrate.work")),
      work,
      h("p.hint", { id: "calibration-work-hint" }, t("calibrate.work_hint")),
    ),
    h("div.tick", {}, voice, h("label", { for: "calibration-voice" }, t("calibrate.voice"))),
    start,
  );
  return {
    element,
    start,
    speaks: () => voice.checked,
    /** The places beside the customer's and the device's, as the program is asked for them. */
    wanted() {
      const names = work.value.split(",").map((name) => name.trim());
      return { work: names.filter((name) => name !== ""), lowest: lowest.checked };
    },
  };
}
