// Whether the counter's camera works, beside the form that chooses it; what ails it, in words.
import { tellFailure } from "/shared/camera_trouble.js";
import { h, icon, setIcon, setText } from "/shared/dom.js";
import { t } from "/shared/i18n.js";

const SIGNS = { ok: "check", off: "paused", starting: "camera" };

export function createCameraStatus() {
  const sign = h("span.camera-sign", {}, icon("camera"));
  const main = h("p");
  const why = h("p.small", { hidden: true });
  const element = h("div.camera-status", { role: "status", hidden: true }, sign, h("div", {}, main, why));
  return {
    element,
    /** The newest snapshot of the counter. */
    update({ camera }) {
      element.hidden = false;
      element.dataset.health = camera.health;
      element.classList.toggle("notice", !(camera.health in SIGNS));
      setIcon(sign, SIGNS[camera.health] ?? "warning");
      setText(main, t(`camera_now.${camera.health}`));
      tellFailure(why, camera.health === "lost" ? camera : null);
    },
  };
}
