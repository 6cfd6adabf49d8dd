// Why gaze cannot be judged, in the reader's language.
import { addMessages, t } from "/shared/i18n.js";
import enCodes from "/messages/en/codes.js";
import en from "/messages/en/reasons.js";
import esCodes from "/messages/es/codes.js";
import es from "/messages/es/reasons.js";

addMessages({ es, en });
addMessages({ es: esCodes, en: enCodes });

/** A state, with what stands in the way where nobody can tell. */
export const stateText = (state, reason = null) =>
  reason === null ? t(`state.${state}`) : t("reason.state", { state: t(`state.${state}`), reason: reasonText(reason) });

/** What stood in the way for most of the seconds given by reason; null where there are none. */
export function mostlyWhy(reasonS) {
  const [most] = Object.entries(reasonS).sort(([, one], [, other]) => other - one);
  return most !== undefined && most[1] > 0 ? most[0] : null;
}

/** A reason as the program names it, as words for the middle of a sentence. */
export const reasonText = (reason) => t(`reason.${reason}`);
