// Is a counter calibrated, since when, and does that still hold?
import { h, icon, setShown, setText } from "/shared/dom.js";
import { clock, dayLong } from "/shared/format.js";
import { t } from "/shared/i18n.js";

export function createStatus(meta) {
  const status = h("p.calibration-status");
  const words = h("span");
  const shift = h("p.notice", { hidden: true }, icon("warning"), words);
  return {
    elements: [status, shift],
    /** The newest snapshot of the counter. */
    update({ calibration }) {
      const { calibrated, calibrated_utc: at, suspected_shift_deg: shiftDeg } = calibration;
      const zone = meta.time_zone;
      if (!calibrated) setText(status, t("calibration.missing"));
      else if (at === null) setText(status, t("calibrate.calibrated"));
      else setText(status, t("calibrate.calibrated_at", { day: dayLong(at, zone), time: clock(at, zone) }));
      setShown(shift, shiftDeg !== null);
      if (shiftDeg !== null) {
        setText(words, t("calibrate.shift", { angle: t("unit.deg", { value: Math.round(shiftDeg) }) }));
      }
    },
  };
}
