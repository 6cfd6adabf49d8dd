// Sends one picture at a time and waits for its answer, so that nothing ever queues. A slow network
// makes pictures fewer by that alone, and then smaller; a quick one makes them larger again.
const SIDES_PX = [1280, 960, 640, 480];
const SLOW = 1.5; // times the interval that the network takes
const QUICK = 0.5;
const SLOW_COUNT = 4;
const QUICK_COUNT = 60;
const CALM = 0.2;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const FINAL = { 4404: "unknown", 4409: "other_camera", 4410: "taken_over", 4413: "too_big", 4415: "no_picture" };

/**
 * `picture(sidePx)` gives {blob, width, height} or null. `onLink(state)` hears connecting, open,
 * lost, or why it is over; `onAnswer({taken, per_s, width, height, network_ms})` each answer.
 */
export function startSending({ counter, picture, onLink, onAnswer }) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const url = `${scheme}://${location.host}/api/v1/counters/${encodeURIComponent(counter)}/frames`;
  let socket = null;
  let timer = null;
  let stopped = false;
  let failures = 0;
  let intervalMs = 100;
  let level = 0;
  let slow = 0;
  let quick = 0;
  let networkMs = null;
  let sent = null;
  const answered = [];

  function connect() {
    onLink("connecting");
    socket = new WebSocket(url);
    socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => ended(event.code));
  }

  function ended(code) {
    clearTimeout(timer);
    sent = null;
    if (stopped) return;
    if (FINAL[code] !== undefined) {
      stopped = true;
      onLink(FINAL[code]);
      return;
    }
    onLink("lost");
    timer = setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  function hear(told) {
    intervalMs = 1000 / told.rate_per_s;
    if (sent === null) {
      onLink("open");
      next();
      return;
    }
    failures = 0;
    const now = performance.now();
    const tookMs = Math.max(now - sent.atMs - told.waited_ms, 0);
    networkMs = networkMs === null ? tookMs : networkMs + CALM * (tookMs - networkMs);
    adapt();
    answered.push(now);
    while (answered.length > 0 && now - answered[0] > 3000) answered.shift();
    const per_s = answered.length > 1 ? ((answered.length - 1) * 1000) / (now - answered[0]) : 0;
    onAnswer({ taken: told.taken, per_s, width: sent.width, height: sent.height, network_ms: networkMs });
    const { atMs } = sent;
    sent = null;
    timer = setTimeout(next, Math.max(atMs + intervalMs - now, 0));
  }

  function adapt() {
    slow = networkMs > SLOW * intervalMs ? slow + 1 : 0;
    quick = networkMs < QUICK * intervalMs ? quick + 1 : 0;
    const step = slow >= SLOW_COUNT ? 1 : quick >= QUICK_COUNT ? -1 : 0;
    const wanted = Math.max(0, Math.min(SIDES_PX.length - 1, level + step));
    if (wanted !== level) networkMs = null;
    if (step !== 0) slow = quick = 0;
    level = wanted;
  }

  async function next() {
    const taken = await picture(SIDES_PX[level]);
    if (stopped || socket.readyState !== WebSocket.OPEN) return;
    if (taken === null) {
      timer = setTimeout(next, intervalMs);
      return;
    }
    sent = { atMs: performance.now(), width: taken.width, height: taken.height };
    socket.send(taken.blob);
  }

  connect();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      socket.close(1000);
    },
  };
}
