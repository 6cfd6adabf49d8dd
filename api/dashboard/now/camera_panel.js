// Camera health and the lock, in words.
import { mendedBySettings, tellFailure, tellLack, tellRestrictions } from "/shared/camera_trouble.js";
import { h, icon, setIcon, setShown, setText } from "/shared/dom.js";
import { clockSeconds, count, decimal } from "/shared/format.js";
import { t } from "/shared/i18n.js";

const BROWSER = "browser:";
const HEALTHS = ["starting", "ok", "stale", "frozen", "turned", "lost", "off"];

export function createCameraPanel(id) {
  const health = h("p.fact-main");
  const problem = h("p.small.from-program", { hidden: true });
  const mend = h("p.small", { hidden: true }, h("a", { href: "/setup" }, t("camera_trouble.mend")));
  const lockIcon = h("span.fact-icon");
  const lock = h("p.fact-main");
  const lockReason = h("p.small.from-program", { hidden: true });
  const relayReason = h("p.small.from-program", { hidden: true });
  const forbidden = h("div", { hidden: true });
  const relayForbidden = h("div", { hidden: true });
  const each = h("details", {}, h("summary.small", {}, t("lock.each")), forbidden, relayForbidden);
  const source = h("p.small");
  const counts = h("p.small");
  const cameraIcon = h("span.fact-icon", {}, icon("camera"));
  const element = h(
    "section.panel.camera",
    { "aria-labelledby": `${id}-camera` },
    h("h3", { id: `${id}-camera` }, t("camera.title")),
    h(
      "div.facts",
      {},
      h("div.fact", {}, cameraIcon, h("div", {}, health, problem, mend, source, counts)),
      h("div.fact", {}, lockIcon, h("div", {}, lock, lockReason, relayReason, h("p.small", {}, t("promise.more")), each)),
    ),
  );
  let shown = "starting";

  function healthText(word, zone) {
    const camera = word.camera;
    if (shown === "ok") {
      const rate = camera.rate_per_s;
      const known = rate !== null && rate !== undefined;
      return known ? t("camera.ok", { rate: decimal(rate) }) : t("camera.ok_no_rate");
    }
    if (["starting", "off", "unheard"].includes(shown)) return t(`camera.${shown}`);
    if (!word.sample_utc) return t(`camera.${shown}_never`);
    return t(`camera.${shown}`, { time: clockSeconds(Date.parse(word.sample_utc), zone) });
  }

  function sourceText(camera) {
    const address = camera.address === BROWSER ? t("camera_now.browser") : camera.address;
    const facts = [`${t("camera.source")}: ${address}`];
    if (camera.width_px && camera.height_px) {
      facts.push(t("camera.picture", { width: camera.width_px, height: camera.height_px }));
    }
    return facts.join(" · ");
  }

  function lockKey(status) {
    if (!status) return "lock.unknown";
    if (status.files_denied && status.network_denied) return "lock.enforced";
    if (status.files_denied) return "lock.files_only";
    return status.network_denied ? "lock.network_only" : "lock.none";
  }

  return {
    element,
    /** The health that the words claim: a silent camera is not "ok", whatever was said last. */
    healthShown: () => shown,
    update(word, verdict, zone) {
      const claimed = HEALTHS.includes(word.camera.health) ? word.camera.health : "stale";
      shown = claimed === "ok" && verdict.kind === "no_signal" ? "stale" : claimed;
      if (verdict.kind === "disconnected") shown = "unheard";
      element.dataset.health = shown;
      setText(health, healthText(word, zone));
      const ailing = ["ok", "off", "unheard"].includes(shown) ? null : word.camera;
      tellFailure(problem, ailing);
      setShown(mend, mendedBySettings(ailing?.cause));
      setText(source, sourceText(word.camera));
      const { dropped, restarts } = word.camera;
      setText(counts, t("camera.counts", { dropped: count(dropped), restarts: count(restarts) }));
      const key = lockKey(word.camera.lock);
      setIcon(lockIcon, key === "lock.enforced" ? "lock" : "unlock");
      setText(lock, t(key));
      tellLack(lockReason, word.camera.lock);
      tellLack(relayReason, word.camera.relay_lock);
      tellRestrictions(forbidden, word.camera.lock, "restriction.title");
      tellRestrictions(relayForbidden, word.camera.relay_lock, "restriction.relay_title");
    },
  };
}
