// Why a camera is not well and why its lock does not hold, in the reader's language. What nobody
// foresaw is said in the program's own English, and marked as such.
import { h, setShown } from "/shared/dom.js";
import { addMessages, knows, t } from "/shared/i18n.js";
import en from "/messages/en/cameras.js";
import es from "/messages/es/cameras.js";

addMessages({ es, en });

/** `known` is said; without it, the program's own sentence. Nothing where there is neither. */
function tell(element, known, label, english) {
  const said = known ?? english ?? "";
  setShown(element, said !== "");
  if (said === "" || element.dataset.said === said) return;
  element.dataset.said = said;
  element.replaceChildren(...(known === null ? [`${label} `, h("span", { lang: "en" }, said)] : [said]));
}

/** `camera` as the program tells it; null where there is nothing to say. */
export function tellFailure(element, camera) {
  const known = knows(`failure.${camera?.cause}`) ? t(`failure.${camera.cause}`) : null;
  tell(element, known, t("camera_trouble.detail"), camera?.problem);
}

const CHOSEN_WRONG = ["webcam_missing", "webcam_wrong", "video_missing"];
const OF_THE_ADDRESS = /^(host|login|path|clip)_/;

/** Whether another camera or another address is what mends it. */
export const mendedBySettings = (cause) => CHOSEN_WRONG.includes(cause) || OF_THE_ADDRESS.test(cause ?? "");

/** `lock` as the program tells it. */
export function tellLack(element, lock) {
  const known = knows(`lack.${lock?.lack}`) ? t(`lack.${lock.lack}`) : null;
  tell(element, known, t("camera_trouble.reason"), lock?.reason);
}
