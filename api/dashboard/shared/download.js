// What is taken away or opened from the program itself. Such a link stays a plain one: for its menu,
// for another tab, for keys held down. A plain click asks from here, so that a refusal is said in the
// reader's language beside the link, where the browser would show the program's own JSON.
import { ask } from "/shared/api.js";
import { h } from "/shared/dom.js";
import { attempt } from "/shared/trouble.js";

let held = null; // the address of the file that was taken last: never more than one is held

/** Hand a file to the browser, under the name that the program gave it. */
async function save(response) {
  const [, name] = /filename="([^"]*)"/.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
  const file = await response.blob();
  if (held !== null) URL.revokeObjectURL(held);
  held = URL.createObjectURL(file);
  h("a", { href: held, download: name ?? true }).click();
}

function asking(link, trouble, action) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.hasAttribute("aria-busy")) return;
    link.setAttribute("aria-busy", "true");
    await attempt(trouble, action);
    link.removeAttribute("aria-busy");
  });
  return link;
}

/** A link to a file; `trouble` of trouble.js stands beside it. */
export function fileLink(selector, href, trouble, ...children) {
  const link = h(selector, { href, download: true }, ...children);
  return asking(link, trouble, async () => save(await ask("GET", href)));
}

/** A link to a page that the program makes of its numbers, such as the report. */
export function madePageLink(href, trouble, ...children) {
  const link = h("a", { href }, ...children);
  return asking(link, trouble, async () => {
    const response = await ask("GET", href);
    await response.body?.cancel();
    location.assign(href);
  });
}
