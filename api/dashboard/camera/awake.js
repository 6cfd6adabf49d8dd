// Keeps the screen of this device on while it measures: a screen that goes dark stops the camera.

/** `held()` is false where the device does not allow it. */
export function createAwake() {
  let wanted = false;
  let lock = null;

  async function ask() {
    if (!wanted || document.hidden || (lock !== null && !lock.released)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      if (!wanted) lock.release();
    } catch {
      lock = null; // not allowed, or a browser that does not know it: the page says what to do
    }
  }

  // A browser takes it back whenever the page is out of view.
  document.addEventListener("visibilitychange", ask);
  return {
    hold() {
      wanted = true;
      return ask();
    },
    release() {
      wanted = false;
      lock?.release();
      lock = null;
    },
    held: () => lock !== null && !lock.released,
  };
}
