// The camera of this device: opened when a person asks for it, shown to nobody else, and opened
// again when the device has taken it away.
import { t } from "/shared/i18n.js";

const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const QUALITY = 0.85;
const STILL_MS = 2000; // without a new picture for so long, the camera gives none
const AGAIN_MS = 3000; // how often a camera that is gone is tried
const STUCK_MS = 8000; // nor comes back by itself
const FACINGS = { user: "front", environment: "back" };
const TROUBLES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Why a browser gives no camera, in the words of `trouble.*`. */
export const troubleOf = (error) => TROUBLES[error.name] ?? "other";

/** Can this browser give a camera to this page at all? */
export const canAsk = () => window.isSecureContext && navigator.mediaDevices?.getUserMedia !== undefined;

/** "Back camera 2" on a phone, what its maker calls it elsewhere. */
export function deviceName(all, index) {
  const { name, facing } = all[index];
  const side = FACINGS[facing];
  if (side === undefined) return name || t("browser_camera.unnamed");
  const before = all.slice(0, index).filter((each) => each.facing === facing).length;
  return before === 0 ? t(`browser_camera.${side}`) : `${t(`browser_camera.${side}`)} ${before + 1}`;
}

/** `onLost(why)` hears when the camera is not to be had again by trying. */
export function createLens(video, onLost) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  let stream = null;
  let wanted = null; // {id}: a person wants this camera, whether it is there or not
  let turn = 0;
  let timer = null;
  let trouble = null;
  let wide = null; // how the device lay when measuring began
  let taking = false;
  let counted = -1; // of the pictures that this camera gave, the last one handed on
  let seen = -1; // and the last one that was there when somebody looked
  let seenMs = 0;

  function release() {
    turn += 1; // whatever is being opened comes too late
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    taking = false;
    video.srcObject = null;
  }

  async function take(id) {
    release();
    const mine = turn;
    const which = id === "" ? { facingMode: "user" } : { deviceId: { exact: id } };
    taking = true;
    try {
      const answer = await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, ...which }, audio: false });
      if (mine !== turn) {
        answer.getTracks().forEach((track) => track.stop());
        return;
      }
      stream = answer;
      trouble = null;
      [counted, seen, seenMs] = [-1, -1, performance.now()];
      stream.getVideoTracks()[0].addEventListener("ended", () => mine === turn && again());
      video.srcObject = stream;
      await video.play();
    } catch (error) {
      if (mine === turn) throw error;
    } finally {
      if (mine === turn) taking = false;
    }
  }

  /** The device took the camera away: ask for it until it is there, or refused. */
  async function again() {
    if (wanted === null) return;
    trouble = "gone";
    const mine = turn + 1; // as `take` will count it
    try {
      await take(wanted.id);
    } catch (error) {
      if (wanted === null || mine !== turn) return;
      const why = troubleOf(error);
      if (why === "denied") {
        onLost(why);
        return;
      }
      trouble = why === "busy" ? "busy" : "gone";
      timer = setTimeout(again, AGAIN_MS);
    }
  }

  /** How many pictures the camera gave. One that has stopped leaves its last picture standing. */
  function given() {
    if (stream.getVideoTracks()[0].muted) return counted;
    return video.getVideoPlaybackQuality?.().totalVideoFrames ?? video.currentTime;
  }

  return {
    close() {
      wanted = null;
      trouble = null;
      release();
    },
    /** Open one camera, or the one that looks at the person. Throws what the browser throws. */
    async open(id) {
      const former = wanted;
      wanted = { id };
      wide = null;
      try {
        await take(id);
      } catch (error) {
        wanted = former;
        if (former !== null) again();
        throw error;
      }
    },
    /** The page is in view again: a camera that was taken away meanwhile is asked for at once. */
    wake() {
      seenMs = performance.now(); // it was not looked at meanwhile
      const gone = stream === null || stream.getVideoTracks()[0].readyState === "ended";
      if (wanted !== null && gone && !taking) again();
    },
    /** Why there are no pictures just now: busy, gone, or null. To be asked twice a second. */
    check() {
      if (stream === null || trouble !== null) return trouble;
      const now = performance.now();
      if (given() !== seen) [seen, seenMs] = [given(), now];
      if (now - seenMs > STUCK_MS && !document.hidden) again();
      return now - seenMs > STILL_MS ? "gone" : null;
    },
    /** Does the device lie another way than when it was opened? */
    turned: () => wide !== null && video.videoWidth > 0 && video.videoWidth > video.videoHeight !== wide,
    /** Does it look away from whoever looks at the screen? */
    looksAway: () => stream?.getVideoTracks()[0]?.getSettings().facingMode === "environment",
    /** Cameras to choose from: [{id, name, facing}]; names are known once one was open. */
    async all() {
      const devices = await navigator.mediaDevices.enumerateDevices();
      return devices
        .filter((device) => device.kind === "videoinput" && device.deviceId !== "")
        .map((device) => ({
          id: device.deviceId,
          name: device.label,
          facing: device.getCapabilities?.().facingMode?.[0] ?? null,
        }));
    },
    inUse: () => stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "",
    /** The newest picture as a JPEG whose longer side has at most so many pixels; null without one. */
    async picture(sidePx) {
      const { videoWidth: width, videoHeight: height } = video;
      if (stream === null || width === 0 || given() === counted) return null;
      counted = given();
      wide ??= width > height;
      const scale = Math.min(1, sidePx / Math.max(width, height));
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
      return blob === null ? null : { blob, width: canvas.width, height: canvas.height };
    },
  };
}
