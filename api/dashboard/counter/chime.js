// One soft tone, for those who chose it on this device. Browsers play sound only after a touch.
const KEY = "mostrador.cue.sound";
const LENGTH_S = 0.7;
const LOUDNESS = 0.06;
let context = null;
let wanted = null;

export function soundWanted() {
  if (wanted !== null) return wanted;
  try {
    wanted = localStorage.getItem(KEY) === "yes";
  } catch {
    wanted = false; // storage is switched off
  }
  return wanted;
}

export function wantSound(yes) {
  wanted = yes;
  try {
    localStorage.setItem(KEY, yes ? "yes" : "no");
  } catch {
    // Storage is switched off: the choice lasts until the page is closed.
  }
}

export function chime() {
  // Without a touch since the page was opened, a browser would only complain.
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  const tone = context.createOscillator();
  const gain = context.createGain();
  const now = context.currentTime;
  tone.frequency.value = 523.25;
  gain.gain.setValueAtTime(0, now);
  gain.gain.linearRampToValueAtTime(LOUDNESS, now + 0.08);
  gain.gain.linearRampToValueAtTime(0, now + LENGTH_S);
  tone.connect(gain).connect(context.destination);
  tone.start(now);
  tone.stop(now + LENGTH_S);
}
