// The camera of this device: opened when a person asks for it, shown to nobody else.
const WANTED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
const QUALITY = 0.85;

/** Why a browser gives no camera, in the words of `trouble.*`. */
export function troubleOf(error) {
  const known = { NotAllowedError: "denied", NotFoundError: "none", OverconstrainedError: "none", NotReadableError: "busy" };
  return known[error.name] ?? "other";
}

/** Can this browser give a camera to this page at all? */
export const canAsk = () => window.isSecureContext && navigator.mediaDevices?.getUserMedia !== undefined;

export function createLens(video, onLost) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  let stream = null;

  function close() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
  }

  return {
    close,
    /** Open one camera, or the one that looks at the person. Throws what the browser throws. */
    async open(deviceId) {
      close();
      const which = deviceId === "" ? { facingMode: "user" } : { deviceId: { exact: deviceId } };
      stream = await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, ...which }, audio: false });
      stream.getVideoTracks()[0].addEventListener("ended", onLost);
      video.srcObject = stream;
      await video.play();
    },
    /** Cameras to choose from: [{id, name}]; names are known once one was open. */
    async all() {
      const devices = await navigator.mediaDevices.enumerateDevices();
      return devices
        .filter((device) => device.kind === "videoinput" && device.deviceId !== "")
        .map((device) => ({ id: device.deviceId, name: device.label }));
    },
    inUse: () => stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "",
    /** The newest picture as a JPEG whose longer side has at most so many pixels; null without one. */
    async picture(sidePx) {
      const { videoWidth: width, videoHeight: height } = video;
      if (stream === null || width === 0) return null;
      const scale = Math.min(1, sidePx / Math.max(width, height));
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
      return blob === null ? null : { blob, width: canvas.width, height: canvas.height };
    },
  };
}
