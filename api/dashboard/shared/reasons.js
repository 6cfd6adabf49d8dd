// Why gaze cannot be judged, in the reader's language.
import { addMessages, t } from "/shared/i18n.js";
import enCodes from "/messages/en/codes.js";
import en from "/messages/en/reasons.js";
import esCodes from "/messages/es/codes.js";
import es from "/messages/es/reasons.js";

addMessages({ es, en });
addMessages({ es: esCodes, en: enCodes });

/** A reason as the program names it, as words for the middle of a sentence. */
export const reasonText = (reason) => t(`reason.${reason}`);
