// Asks before something is removed for good.
import { button, h } from "/shared/dom.js";
import { t } from "/shared/i18n.js";

/** True when the person said so; Escape and the other button are a no. */
export function confirmed({ title, text, yes }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const dialog = h(
      "dialog.confirm",
      { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      h("h2", { id: "confirm-title" }, title),
      h("p", { id: "confirm-text" }, text),
      h(
        "div.buttons",
        {},
        button(h("button.plain", { type: "button", autofocus: true }, t("sessions.keep")), () => dialog.close("no")),
        button(h("button.big.grave", { type: "button" }, yes), () => dialog.close("yes")),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
