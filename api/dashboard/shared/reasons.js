// Why gaze cannot be judged, in the reader's language.
import { addMessages, t } from "/shared/i18n.js";
import en from "/messages/en/reasons.js";
import es from "/messages/es/reasons.js";

addMessages({ es, en });

/** A reason as the program names it, as words for the middle of a sentence. */
export const reasonText = (reason) => t(`reason.${reason}`);
