"""The report's words in English."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

EN: Final = MappingProxyType(
    {
        "title.owner": "Weekly report",
        "title.trainer": "Weekly report for training",
        "week": "Week {week} of {year}: {start} to {end}",
        "day": "{day} {month}",
        "moment": "{day} {year}, {time}",
        "made": "Made on {when} ({zone}). Mostrador {version}.",
        "promise": "Sums of time alone: no image was stored, nobody was identified. Where one "
        "person works alone, they may be attributable to that person.",
        "looking": "This page says where the eyes were directed. It does not say why, and looking "
        "down is no proof of a phone.",
        "weekday.1": "Mon",
        "weekday.2": "Tue",
        "weekday.3": "Wed",
        "weekday.4": "Thu",
        "weekday.5": "Fri",
        "weekday.6": "Sat",
        "weekday.7": "Sun",
        "month.1": "January",
        "month.2": "February",
        "month.3": "March",
        "month.4": "April",
        "month.5": "May",
        "month.6": "June",
        "month.7": "July",
        "month.8": "August",
        "month.9": "September",
        "month.10": "October",
        "month.11": "November",
        "month.12": "December",
        "number.customer_gaze_share": "Looking towards the customer",
        "number.coverage": "Coverage",
        "number.device_share": "Looking at the device area",
        "number.first_look_median_s": "First look, half of the customers",
        "number.first_look_p90_s": "First look, nine in ten",
        "number.return_median_s": "Time to come back to the customer",
        "number.check_back_share": "Long tasks with looks at the customer in between",
        "number.never_looked_up_share": "Customers without any look",
        "number.look_aways_per_min": "Looks at the device area, per minute",
        "number.long_look_aways_per_h": "Looks of 3 s or more at the device area, per hour",
        "number.prolonged_look_aways_per_h": "Looks of 6 s or more at the device area, per hour",
        "number.splits_per_h": "Spells with 10 s or more on the device within half a minute, per "
        "hour",
        "meaning.customer_gaze_share": "Share of the time in which the gaze was known. For "
        "orientation: clinicians rated as attentive look at the patient for 45 to 60 % of a "
        "visit. A reference, not a target.",
        "meaning.first_look_median_s": "From the customer's arrival to the first look.",
        "meaning.never_looked_up_share": "Encounters without a single look at the customer.",
        "meaning.load": "Encounters per hour. A rush is not rudeness: read the rest beside it.",
        "load": "Load",
        "load.head": "Load per hour",
        "load.value": "{value} per hour",
        "encounters": "Encounters",
        "judged": "Judged time",
        "basis.present": "Only the time with a customer there counts.",
        "basis.all": "All the time with somebody at the counter counts: it is not known when "
        "customers are there.",
        "interval": "95% interval: {range}",
        "interval.range": "{low} to {high}",
        "interval.open": "{low} or more",
        "interval.none": "no interval",
        "beyond": "longer than any seen",
        "none": "no value",
        "before": "Week before: {value}",
        "tells.more": "more",
        "tells.less": "less",
        "tells.cannot_tell": "cannot tell",
        "change.more": "more now",
        "change.less": "less now",
        "change.cannot_tell": "it cannot be told whether it changed",
        "withheld": "Not enough data",
        "withheld.nobody_there": "nobody was at the counter",
        "withheld.low_coverage": "only {had} could be judged, {needed} is needed",
        "withheld.too_little_time": "{had} judged, {needed} is needed",
        "withheld.too_few_encounters": "{had} encounters, {needed} are needed",
        "withheld.not_closed": "the hour is not over yet",
        "withheld.with_neighbours": "there is enough only together with other hours",
        "left_out": "{time} with somebody there is left out: hours with too little behind them are "
        "told together with others or not at all.",
        "tiles.title": "In short",
        "nothing": "Nothing was measured in this week.",
        "days.title": "Day by day",
        "days.chart": "Share of the time looking towards the customer, per day, with its interval",
        "days.day": "Day",
        "days.none": "not measured",
        "week.title": "Hours of the week",
        "week.text": "The last four weeks together. Colour and number: share of the time looking "
        "towards the customer, in per cent. Below it the encounters per hour. A dot: not enough "
        "data in that hour by itself.",
        "week.chart": "Share looking towards the customer by hour of the week",
        "advice.title": "The workstation",
        "advice.none": "Nothing to suggest: no device or work area stands far below the customers "
        "and takes much of the time.",
        "advice.uncalibrated": "The counter is not calibrated, so nothing is known of its angles. "
        "Calibrating takes a minute on the set-up page.",
        "advice.fine": "“{name}” can stay as it is: {angle} below the customers' eyes, {share} of "
        "the time.",
        "advice.consider": "“{name}” stands {angle} below the customers' eyes and takes {share} of "
        "the time: consider raising it.",
        "advice.raise": "“{name}” stands {angle} below the customers' eyes and takes {share} of "
        "the time: raise it. It is the furniture, not the person.",
        "angle.at_least": "at least {value}°",
        "angle.exact": "{value}°",
        "quality.title": "How well",
        "quality.text": "How soon the eyes come to the customer, how often they come back, how "
        "long they stay away.",
        "glances.title": "How long each look lasted",
        "glances.chart": "Number of looks by their length, towards the customer and at the device",
        "glances.text": "Looks that ended in the week. The line marks 3 s.",
        "sessions.title": "Training sessions of the week",
        "sessions.none": "There were none this week.",
        "sessions.chart": "The session as bands in time",
        "sessions.facts": "{when} · {length} · {source}",
        "source.live": "at the counter",
        "source.clip": "analysed video",
        "sessions.sure": "In brackets, the 95% interval: stretches of 30 seconds drawn anew.",
        "sessions.note": "Note at {at}: {text}",
        "table.title": "All numbers",
        "table.number": "Number",
        "table.value": "This week",
        "table.interval": "95% interval",
        "table.before": "Week before",
        "table.change": "Has it changed?",
        "state.customer": "customer",
        "state.device": "device area",
        "state.work": "work area",
        "state.elsewhere": "elsewhere",
        "state.unknown": "cannot tell",
        "state.absent": "nobody there",
        "state.paused": "paused",
        "state.gap": "no signal",
        "rule": "A number is shown with a coverage of {coverage} or more, and {encounters} "
        "encounters or more where presence is known, {time} of judged time where it is not. "
        "Each interval comes from drawing whole hours anew.",
    }
)
