// Says where to look, because eyes are elsewhere: with a voice of this device, and short tones.
// A voice that would be made on somebody's server is never used: nothing leaves this device.
import { language } from "/shared/i18n.js";

const KEY = "mostrador.voice";

let context = null;

/** Whether the person wants to hear it; yes unless they said no. */
export function voiceWanted() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function wantVoice(wanted) {
  try {
    localStorage.setItem(KEY, wanted ? "on" : "off");
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
}

function voice() {
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((each) => each.localService && each.lang.toLowerCase().startsWith(language())) ?? null;
}

/** Say a sentence, if this device can by itself. */
export function say(text) {
  const chosen = voice();
  if (chosen === null) return;
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.voice = chosen;
  spoken.lang = chosen.lang;
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(spoken);
}

/** Be silent at once. */
export function hush() {
  window.speechSynthesis?.cancel();
}

/** One tone; `high` means done. Only after a person has pressed something, as browsers want it. */
export function tone(high) {
  context ??= new AudioContext();
  const now = context.currentTime;
  const sound = context.createOscillator();
  const loudness = context.createGain();
  sound.frequency.value = high ? 880 : 520;
  loudness.gain.setValueAtTime(0.15, now);
  loudness.gain.exponentialRampToValueAtTime(0.001, now + (high ? 0.5 : 0.12));
  sound.connect(loudness).connect(context.destination);
  sound.start(now);
  sound.stop(now + 0.6);
}
