// One of a few ways, each with its meaning, as a group of radio buttons.
import { h, setShown } from "/shared/dom.js";

/**
 * `options` are {value, label, hint, disabled}; `onChange(value)` runs at once and on each change.
 * `refused(error)` gives the nodes that say what is wrong when the program does not take the choice.
 */
export function createChoice({ name, label, options, chosen, refused, onChange = () => {} }) {
  const wrong = h("p.wrong", { id: `${name}-wrong`, hidden: true });
  const inputs = options.map((option, index) =>
    h("input", {
      type: "radio",
      name,
      id: `${name}-${index}`,
      value: option.value,
      checked: option.value === chosen,
      disabled: option.disabled ?? false,
      "aria-describedby": option.hint ? `${name}-${index}-hint` : null,
    }),
  );
  const rows = options.map((option, index) =>
    h(
      "div.option",
      {},
      inputs[index],
      h(
        "div",
        {},
        h("label", { for: `${name}-${index}` }, option.label),
        option.hint ? h("p.hint", { id: `${name}-${index}-hint` }, option.hint) : null,
      ),
    ),
  );
  const element = h("fieldset.options", {}, h("legend", {}, label), ...rows, wrong);
  const value = () => inputs.find((input) => input.checked)?.value ?? null;
  element.addEventListener("change", () => onChange(value()));
  onChange(value());
  return {
    element,
    value,
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
    fail(error) {
      wrong.replaceChildren(...refused(error));
      setShown(wrong, true);
    },
    clear: () => setShown(wrong, false),
  };
}
