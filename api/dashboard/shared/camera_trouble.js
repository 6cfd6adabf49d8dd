// Why a camera is not well and why its lock does not hold, in the reader's language. What nobody
// foresaw is said in the program's own English, and marked as such.
import { h, setShown } from "/shared/dom.js";
import { addMessages, knows, t } from "/shared/i18n.js";
import en from "/messages/en/cameras.js";
import enCodes from "/messages/en/codes.js";
import es from "/messages/es/cameras.js";
import esCodes from "/messages/es/codes.js";

addMessages({ es, en });
addMessages({ es: esCodes, en: enCodes });

/**
 * `known` is said; without it, or where it is `detailed`, the program's own sentence. Nothing where
 * there is neither.
 */
function tell(element, known, label, english, detailed = false) {
  const detail = known === null || detailed ? (english ?? "") : "";
  const said = [known ?? "", detail].join(" ").trim();
  setShown(element, said !== "");
  if (said === "" || element.dataset.said === said) return;
  element.dataset.said = said;
  const own = detail === "" ? [] : [`${label} `, h("span", { lang: "en" }, detail)];
  element.replaceChildren(known ?? "", known !== null && detail !== "" ? " " : "", ...own);
}

/** `camera` as the program tells it; null where there is nothing to say. */
export function tellFailure(element, camera) {
  const known = knows(`failure.${camera?.cause}`) ? t(`failure.${camera.cause}`) : null;
  tell(element, known, t("camera_trouble.detail"), camera?.problem, DETAILED.includes(camera?.cause));
}

/** What the camera said is in the program's own sentence alone: another address, an error's number. */
const DETAILED = ["redirected", "camera_error", "content_other"];
const CHOSEN_WRONG = ["webcam_missing", "webcam_wrong", "video_missing", "web_page", "still_picture", "redirected"];
const OF_THE_ADDRESS = /^(host|login|path|clip|tls|content)_|_spoken$/;

/** Whether another camera or another address is what mends it. */
export const mendedBySettings = (cause) => CHOSEN_WRONG.includes(cause) || OF_THE_ADDRESS.test(cause ?? "");

const RESTRICTIONS = [
  "file_writes", "open_files", "file_reads", "side_doors", "connections", "sockets", "unix_sockets", "sends",
  "listening", "programs", "processes", "namespaces", "signals", "core_dumps", "memory",
];

/** Each restriction of a lock, in words; nothing before its process has reported. */
export function tellRestrictions(element, lock, title) {
  setShown(element, Boolean(lock));
  const said = `${title} ${lock?.held.join()}`;
  if (!lock || element.dataset.said === said) return;
  element.dataset.said = said;
  const lines = RESTRICTIONS.map((name) => {
    const key = lock.held.includes(name) ? "restriction.held" : "restriction.open";
    return h("li", {}, t(key, { act: t(`restriction.${name}`) }));
  });
  element.replaceChildren(h("p.small", {}, t(title)), h("ul.small", {}, ...lines));
}

/** `lock` as the program tells it. */
export function tellLack(element, lock) {
  const known = knows(`lack.${lock?.lack}`) ? t(`lack.${lock.lack}`) : null;
  tell(element, known, t("camera_trouble.reason"), lock?.reason);
}
