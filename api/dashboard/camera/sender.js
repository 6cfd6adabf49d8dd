// Sends one picture at a time and waits for its answer, so that nothing ever queues. A slow network
// makes pictures fewer by that alone, and then smaller; a quick one makes them larger again.
const SIDES_PX = [480, 640, 960, 1280];
const FIRST = 1; // large enough to be judged, small enough for a network that nobody knows yet
const SLOW = 1.5; // times the interval that the network takes
const QUICK = 0.5;
const DRAGGING_MS = 1000; // one answer as late as this is enough
const SLOW_COUNT = 4;
const TRUSTED_COUNT = 5; // quick answers, of a network that was never slow
const QUICK_COUNT = 60; // of one that was
const CALM = 0.2;
const WINDOW_MS = 3000;
const SILENT_MS = 10000; // neither an answer nor a word that the connection is gone
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const FINAL = { 4404: "unknown", 4409: "other_camera", 4410: "taken_over", 4413: "too_big", 4415: "no_picture" };

/**
 * `picture(sidePx)` gives {blob, width, height} or null. `onLink(state)` hears connecting, open,
 * lost, or why it is over; `onAnswer({taken, slow, per_s, width, height, network_ms})` each answer.
 */
export function startSending({ counter, picture, onLink, onAnswer }) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const url = `${scheme}://${location.host}/api/v1/counters/${encodeURIComponent(counter)}/frames`;
  let socket = null;
  let timer = null; // the next picture, or the next attempt
  let silence = null;
  let over = false;
  let failures = 0;
  let intervalMs = 100;
  let level = FIRST;
  let wasSlow = false;
  let slow = 0;
  let quick = 0;
  let networkMs = null;
  let sent = null;
  const answered = [];

  function connect() {
    clearTimeout(timer);
    timer = null;
    onLink("connecting");
    const mine = new WebSocket(url);
    socket = mine;
    mine.addEventListener("message", (event) => mine === socket && hear(JSON.parse(event.data)));
    mine.addEventListener("close", (event) => mine === socket && ended(event.code));
    expectAnswer();
  }

  /** A network that is gone without a word: what was sent into it is given up. */
  function expectAnswer() {
    clearTimeout(silence);
    const mine = socket;
    silence = setTimeout(() => {
      if (mine !== socket) return;
      if (sent !== null) lower();
      ended(1006);
      mine.close();
    }, SILENT_MS);
  }

  function ended(code) {
    clearTimeout(timer);
    clearTimeout(silence);
    socket = null;
    sent = null;
    networkMs = null;
    answered.length = 0;
    if (over) return;
    if (FINAL[code] !== undefined) {
      finish();
      onLink(FINAL[code]);
      return;
    }
    onLink("lost");
    timer = setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  function finish() {
    over = true;
    clearTimeout(timer);
    clearTimeout(silence);
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
  }

  /** The network or the person is back: do not wait for the next attempt. */
  function hurry() {
    if (socket === null && !document.hidden) connect();
  }

  function hear(told) {
    clearTimeout(silence);
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
    if (tookMs > DRAGGING_MS) lower();
    else adapt();
    answered.push(now);
    while (answered.length > 0 && now - answered[0] > WINDOW_MS) answered.shift();
    const per_s = answered.length > 1 ? ((answered.length - 1) * 1000) / (now - answered[0]) : 0;
    const { atMs, width, height } = sent;
    onAnswer({ taken: told.taken, slow: wasSlow && level < SIDES_PX.length - 1, per_s, width, height, network_ms: tookMs });
    sent = null;
    timer = setTimeout(next, Math.max(atMs + intervalMs - now, 0));
  }

  function lower() {
    wasSlow = true;
    change(-1);
  }

  function adapt() {
    slow = networkMs > SLOW * intervalMs ? slow + 1 : 0;
    quick = networkMs < QUICK * intervalMs ? quick + 1 : 0;
    if (slow >= SLOW_COUNT) lower();
    else if (quick >= (wasSlow ? QUICK_COUNT : TRUSTED_COUNT)) change(1);
  }

  function change(step) {
    slow = quick = 0;
    const wanted = Math.max(0, Math.min(SIDES_PX.length - 1, level + step));
    if (wanted !== level) networkMs = null;
    level = wanted;
  }

  async function next() {
    const mine = socket;
    const taken = await picture(SIDES_PX[level]);
    if (over || mine !== socket || mine?.readyState !== WebSocket.OPEN) return;
    if (taken === null) {
      timer = setTimeout(next, intervalMs / 2); // as soon as the camera has a new one
      return;
    }
    sent = { atMs: performance.now(), width: taken.width, height: taken.height };
    socket.send(taken.blob);
    expectAnswer();
  }

  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
  return {
    stop() {
      finish();
      socket?.close(1000);
    },
  };
}
