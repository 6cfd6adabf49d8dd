// How a phone or a tablet gets to this page: its browser gives a camera to an encrypted address, or
// to "localhost", which a cable can stand for.
import { get, Refused, Unreachable } from "/shared/api.js";
import { h } from "/shared/dom.js";
import { t } from "/shared/i18n.js";

/** Where this page can be opened: {public_url, local_url}; null when the program does not say. */
export async function askWhere() {
  try {
    return await get("/browser-camera");
  } catch (error) {
    if (error instanceof Refused || error instanceof Unreachable) return null;
    throw error;
  }
}

/** What to do, for somebody at the computer; null on a device that is there already. */
export function phoneWays(where) {
  if (where === null || location.origin === originOf(where.public_url)) return null;
  const title = h("h2", {}, t("phone.title"));
  if (where.public_url !== null) {
    const link = h("a.phone-address", { href: where.public_url }, where.public_url);
    const more = h("details", {}, h("summary", {}, t("phone.cable")), ...byCable(where.local_url));
    return h("section.panel.phone", {}, title, h("p", {}, t("phone.open")), h("p", {}, link), h("p.small", {}, t("phone.password")), more);
  }
  return h(
    "section.panel.phone",
    {},
    title,
    h("h3", {}, t("phone.cable")),
    ...byCable(where.local_url),
    h("h3", {}, t("phone.network")),
    h("p", {}, t("phone.proxy")),
    h("p", {}, t("phone.proxy_setting"), " ", h("code", {}, "server.public_url")),
    h("p.small", {}, t("phone.how_to"), " ", h("code", {}, "docs/phone.md")),
  );
}

function byCable(address) {
  const { port } = new URL(address);
  const steps = [
    [t("phone.cable_connect")],
    [t("phone.cable_forward"), h("code", {}, t("phone.cable_command", { port }))],
    [t("phone.cable_open"), h("code", {}, address)],
  ];
  return [h("ol", {}, ...steps.map((parts) => h("li", {}, ...parts.flatMap((part) => [part, " "]))))];
}

const originOf = (address) => (address === null ? null : new URL(address).origin);
