// Why a calibration is refused, in the reader's language, by the figures that the program tells.
import { decimal, duration, dwell, percent } from "/js/format.js";
import { t } from "/js/i18n.js";

const KNOWN = ["too_few", "restless", "alike", "too_high", "covered"];
const PLACES = ["customer", "device"];

export const placeName = (name) => (PLACES.includes(name) ? t(`place.${name}`) : name);

const FORMS = {
  _s: (value) => (value < 60 ? dwell(value) : duration(value)),
  _deg: (value) => t("unit.deg", { value: Math.round(value) }),
};

function formed(name, value) {
  if (["place", "one", "other"].includes(name)) return placeName(value);
  if (typeof value !== "number") return value;
  if (name === "share") return percent(value);
  const unit = Object.keys(FORMS).find((ending) => name.endsWith(ending));
  return unit === undefined ? decimal(value) : FORMS[unit](value);
}

/** A sentence for {name, facts}; `reason` is the program's own, for what this page does not know. */
export function refusalText(cause, reason) {
  if (!KNOWN.includes(cause.name)) return reason;
  const values = Object.fromEntries(
    Object.entries(cause.facts).map(([name, value]) => [name, formed(name, value)]),
  );
  const sentence = t(`refusal.${cause.name}`, values);
  const hindrance = cause.facts.hindrance;
  return hindrance ? `${sentence} ${t("refusal.mostly", { hindrance: t(`hindrance.${hindrance}`) })}` : sentence;
}
