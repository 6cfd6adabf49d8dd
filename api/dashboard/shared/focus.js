// Who uses the keyboard never loses the focus: what had it may be hidden, switched off or drawn
// anew.
const able = (element) => Boolean(element?.isConnected) && element.getClientRects().length > 0 && !element.disabled;

/**
 * Change the page. Where that takes the focus away, it goes to what took the place of the former
 * element, which has its id, or else to the first of `others()` that can have it.
 */
export function keepFocus(change, others) {
  const before = document.activeElement;
  change();
  if (before === null || before === document.body || able(before)) return;
  const again = before.id === "" ? null : document.getElementById(before.id);
  [again, ...others()].find(able)?.focus();
}

/** Switch a button off while something is done; what this gives switches it on, focus and all. */
export function switchedOff(button) {
  const had = document.activeElement === button;
  button.disabled = true;
  return () => {
    button.disabled = false;
    if (had && (document.activeElement ?? document.body) === document.body) button.focus();
  };
}
