// What today's numbers say, as sentences. Pure: from the program's answer to words.
import { count, decimal, duration, dwell, exact, percent } from "/shared/format.js";
import { t } from "/shared/i18n.js";

const fact = (id, value, text, ...more) => ({ id, value, text, more });

/** "entre el 40 % y el 52 %", or nothing where too little was measured for an interval. */
function between({ interval }, format) {
  if (interval === null) return "";
  if (interval.high === null) return t("own.from", { low: format(interval.low) });
  return t("own.between", { low: format(interval.low), high: format(interval.high) });
}

function share(id, estimate, text, ...more) {
  if (estimate.value === null) return fact(id, null, t("own.share_none"));
  return fact(id, percent(estimate.value), text, between(estimate, percent), ...more);
}

/** How much: time and shares. */
export function muchFacts({ sums }) {
  const { figures } = sums;
  const basis = figures.basis;
  const coverage = figures.coverage.value;
  const covered = coverage === null ? "" : t("own.coverage", { percent: percent(coverage), judged: duration(figures.judged_s) });
  const aside = ["paused", "absent", "gap", "practice"]
    .filter((name) => sums[`${name}_s`] >= 1)
    .map((name) => t(`own.aside_${name}`, { duration: duration(sums[`${name}_s`]) }));
  const known = sums.presence_known_s > 0;
  const load = sums.encounters_per_h === null ? "" : t("own.load", { rate: decimal(sums.encounters_per_h) });
  return [
    share("share", figures.customer_gaze_share, t(`own.share_${basis}`), covered, t("own.reference")),
    // Without one share there is none of the other, and the reason need not be read twice.
    figures.device_share.value === null
      ? null
      : share(
          "device",
          figures.device_share,
          t(`own.device_${basis}`),
          sums.inferred_s >= 1 ? t("own.inferred", { duration: duration(sums.inferred_s) }) : "",
        ),
    fact(
      "measured",
      duration(sums.measured_s),
      t("own.measured"),
      aside.length === 0 ? "" : t("own.aside", { parts: aside.join(", ") }),
    ),
    known
      ? fact("encounters", count(sums.encounters), t("own.encounters", { count: sums.encounters }), load)
      : fact("encounters", null, t("own.no_presence")),
  ].filter((each) => each !== null);
}

function latency(id, estimate, ...more) {
  if (estimate.beyond) return fact(id, null, t(`own.${id}_beyond`), ...more);
  if (estimate.value === null) return fact(id, null, t(`own.${id}_none`), ...more);
  return fact(id, dwell(estimate.value), t(`own.${id}`, { value: dwell(estimate.value) }), between(estimate, dwell), ...more);
}

function lookAways({ sums, all_time, thresholds }) {
  const { figures } = sums;
  const { glances } = all_time;
  const rate = figures.look_aways_per_min.value;
  const longest = glances.device.count > 0 ? t("own.look_aways_longest", { longest: dwell(glances.device.longest_s) }) : "";
  const perHour = figures.long_look_aways_per_h.value;
  const values = {
    count: figures.long_look_aways,
    long: exact(thresholds.long_look_away_s),
    prolonged: exact(thresholds.prolonged_look_away_s),
    number: count(figures.prolonged_look_aways),
  };
  return [
    fact(
      "look_aways",
      count(figures.look_aways),
      t("own.look_aways", { count: figures.look_aways }),
      rate === null ? "" : t("own.per_minute", { rate: decimal(rate) }),
      longest,
    ),
    fact(
      "long",
      count(figures.long_look_aways),
      t("own.long", values),
      t("own.prolonged", values),
      perHour === null ? "" : t("own.per_hour", { rate: decimal(perHour) }),
    ),
  ];
}

/** How: soon, unbroken, and back again. */
export function howFacts(today) {
  const { thresholds } = today;
  const { figures } = today.sums;
  const p90 = figures.first_look_p90_s;
  const rules = {
    device: exact(thresholds.split_device_s),
    window: exact(thresholds.split_window_s),
    task: exact(thresholds.check_back_s),
  };
  const nine = p90.value === null || p90.beyond ? "" : t("own.first_look_nine", { value: dwell(p90.value) });
  const longest = figures.longest_customer_s;
  // What needs to know of customers is not there without; "encounters" says so once for all.
  const blind = figures.basis === "all";
  return [
    blind ? null : latency("first_look", figures.first_look_median_s, nine),
    blind
      ? null
      : latency("back", figures.return_median_s, figures.returns > 0 ? t("own.returns", { count: figures.returns, number: count(figures.returns) }) : ""),
    longest > 0
      ? fact("longest", dwell(longest), t("own.longest"))
      : fact("longest", null, t("own.longest_none")),
    ...lookAways(today),
    figures.splits === null
      ? null
      : fact("splits", count(figures.splits), t("own.splits", { count: figures.splits, ...rules })),
    figures.tasks === 0
      ? fact("tasks", null, t("own.tasks_none", rules))
      : fact("tasks", t("own.of", { part: count(figures.checked_tasks), whole: count(figures.tasks) }), t("own.tasks", rules)),
    figures.never_looked_up === null
      ? null
      : fact("never", t("own.of", { part: count(figures.never_looked_up), whole: count(figures.encounters) }), t("own.never")),
  ].filter((each) => each !== null);
}
