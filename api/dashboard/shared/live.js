// The live snapshots: server-sent events, reconnecting with back-off; polling when events do not get
// through. Calls `onSnapshot(snapshot)` and `onLink(link)`; links: connecting, live, polling, lost.
import { get, Refused, Unreachable } from "/shared/api.js";

const EVENTS_URL = "/api/v1/live";
const POLL_PATIENCE_MS = 900;
const SILENCE_MS = 3000; // the program speaks at least once a second
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 8000;
const POLL_MS = 1000;
const POLL_AFTER_FAILURES = 2;
const HIDDEN_MS = 30000; // a browser grants few connections per site: hidden pages give theirs back

export function startLive({ onSnapshot, onLink }) {
  let source = null;
  let failures = 0;
  let retryTimer = null;
  let silenceTimer = null;
  let pollTimer = null;
  let hiddenTimer = null;
  let link = "connecting";

  function setLink(next) {
    if (next === link) return;
    link = next;
    onLink(link);
  }

  function heard() {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => failed(), SILENCE_MS);
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(silenceTimer);
    clearTimeout(retryTimer);
  }

  function connect() {
    close();
    source = new EventSource(EVENTS_URL);
    heard();
    source.addEventListener("counter", (event) => {
      heard();
      failures = 0;
      stopPolling();
      setLink("live");
      onSnapshot(JSON.parse(event.data));
    });
    source.addEventListener("error", () => failed());
  }

  function failed() {
    close();
    failures += 1;
    if (link === "live") setLink("lost");
    if (failures >= POLL_AFTER_FAILURES) startPolling();
    const backOff = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
    retryTimer = setTimeout(connect, backOff * (0.75 + Math.random() / 2));
  }

  async function poll() {
    try {
      const snapshots = await get("/now", { timeoutMs: POLL_PATIENCE_MS });
      if (pollTimer === null) return; // events came back meanwhile
      setLink("polling");
      snapshots.forEach(onSnapshot);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
      if (pollTimer !== null) setLink("lost");
    }
    if (pollTimer !== null) pollTimer = setTimeout(poll, POLL_MS);
  }

  function startPolling() {
    if (pollTimer !== null) return;
    pollTimer = setTimeout(poll, 0);
  }

  function stopPolling() {
    clearTimeout(pollTimer);
    pollTimer = null;
  }

  function onVisibility() {
    clearTimeout(hiddenTimer);
    if (document.hidden) {
      hiddenTimer = setTimeout(() => {
        close();
        stopPolling();
      }, HIDDEN_MS);
    } else if (source === null) {
      failures = 0;
      connect();
    }
  }

  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", () => connect());
  window.addEventListener("pagehide", close); // else the browser logs a broken stream
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) connect();
  });
  connect();
}
