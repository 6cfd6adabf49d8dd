export default {
  "page.title": "{page} · Mostrador",
  "page.skip": "Skip to the content",
  "page.nav": "Pages",
  "page.language": "Language",
  "page.language_es": "ES",
  "page.language_es_name": "ES, Spanish",
  "page.language_en": "EN",
  "page.language_en_name": "EN, English",
  "page.theme": "Appearance: {theme}",
  "page.theme_auto": "as the device has it",
  "page.theme_light": "light",
  "page.theme_dark": "dark",
  "page.footer": "Mostrador measures where gaze goes. It does not measure interest, intent or emotion.",

  "nav.now": "Now",
  "nav.history": "History",
  "nav.sessions": "Sessions",
  "nav.counter": "At the counter",
  "nav.setup": "Set up",
  "nav.camera": "Camera",

  "link.connecting": "Connecting…",
  "link.live": "Connected",
  "link.polling": "Connected, asking once a second",
  "link.lost": "No connection",
  "link.lost_since": "No connection to the program since {time}. It keeps trying by itself; what you see below is no longer current.",
  "link.lost_before": "The program cannot be reached. It keeps trying by itself.",

  "state.customer": "looking towards the customer",
  "state.device": "looking at the device area",
  "state.work": "looking at the work area",
  "state.elsewhere": "looking elsewhere",
  "state.unknown": "cannot tell",
  "state.absent": "nobody at the counter",
  "state.paused": "paused",
  "state.gap": "no signal",
  "state.starting": "waiting for the first picture",
  "state.no_signal": "no signal from the camera",
  "state.disconnected": "no connection to the program",

  "calibration.missing": "Not calibrated: angles are measured from the camera and not from the customer's place, so the areas are approximate.",

  "session_notice.text": "A training session is running: “{name}”, since {time}. What is measured is kept second by second and does not enter the day’s figures.",
  "session_notice.link": "See the session",

  "trouble.unreachable": "The program could not be reached, so nothing has changed. Try again.",

  "time.utc": "UTC",
  "place.canary": "Canary Islands",

  "value.none": "—",

  "unit.deg": "{value}°",
};
