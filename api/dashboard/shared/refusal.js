// Why the program refuses something, in the reader's language: composed of what it tells for
// programs (kind of problem, cause and figures). Its own English is shown only where this page does
// not know the cause, and then as what it is.
import { Refused, Unreachable } from "/shared/api.js";
import { h } from "/shared/dom.js";
import { clock, dayLong, decimal, duration, dwell, exact, percent, tenths } from "/shared/format.js";
import { addMessages, knows, t } from "/shared/i18n.js";
import enCodes from "/messages/en/codes.js";
import en from "/messages/en/refusals.js";
import esCodes from "/messages/es/codes.js";
import es from "/messages/es/refusals.js";
import { reasonText } from "/shared/reasons.js";

addMessages({ es, en });
addMessages({ es: esCodes, en: enCodes });

const PLACES = ["customer", "lowest", "device"];

export const placeName = (name) => (PLACES.includes(name) ? t(`place.${name}`) : name);

/** A moment as the program writes it, on the clock of the site that it was written for. */
function moment(text) {
  const there = Date.parse(`${text.slice(0, 19)}Z`);
  return `${dayLong(there, "UTC")}, ${clock(there, "UTC")}`;
}

const FORMS = {
  place: placeName,
  hindrance: reasonText,
  one: placeName,
  other: placeName,
  day: (name) => t(`day_name.${name}`),
  other_day: (name) => t(`day_name.${name}`),
  time: moment,
  share: percent,
  most_share: percent,
};
const BARE = ["low", "high", "least", "most", "given", "days"];
const UNITS = {
  _s: (value) => (value < 60 ? dwell(value) : duration(value)),
  _deg: (value) => t("unit.deg", { value: tenths(value) }),
};

function formed(name, value) {
  if (name in FORMS) return FORMS[name](value);
  if (typeof value !== "number") return value;
  if (BARE.includes(name)) return exact(value);
  const unit = Object.keys(UNITS).find((ending) => name.endsWith(ending));
  return unit === undefined ? decimal(value) : UNITS[unit](value);
}

const formedFacts = (facts) =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, formed(name, value)]));

/** What a value must be, as words for the middle of a sentence; null for what this page does not know. */
export function acceptedText(cause) {
  if (!knows(`accepted.${cause?.name}`)) return null;
  return t(`accepted.${cause.name}`, formedFacts(cause.facts));
}

/** A sentence for {name, facts}; `reason` is what is said for a cause that this page does not know. */
export function refusalText(cause, reason) {
  if (!knows(`refusal.${cause?.name}`)) return reason;
  return t(`refusal.${cause.name}`, formedFacts(cause.facts));
}

const verbatim = (english) => [`${t("refusal.unknown")} `, h("span", { lang: "en" }, english)];

function wrongParameter({ field, cause }) {
  const named = knows(`parameter.${field}`) ? t(`parameter.${field}`) : field;
  const wanted = acceptedText(cause);
  return wanted === null ? null : t("refusal.parameter", { field: named, accepted: wanted });
}

/**
 * What is said of an error that a request ended with, as nodes for `replaceChildren`. An error that
 * is no answer of the program is a mistake of ours, and thrown on.
 */
export function saidOf(error) {
  if (error instanceof Unreachable) return [t("trouble.unreachable")];
  if (!(error instanceof Refused)) throw error;
  const sentence = refusalText(error.why, null);
  if (sentence !== null) return [sentence];
  const wrong = error.kind === "invalid-parameter" ? error.errors.map(wrongParameter) : [];
  if (wrong.length > 0) return wrong.includes(null) ? verbatim(error.message) : [wrong.join(" ")];
  return knows(`problem.${error.kind}`) ? [t(`problem.${error.kind}`)] : verbatim(error.message);
}
