// Where typing begins in what has just opened. It is called when the opening has ended, and whoever types already by then is not pulled back
// to the first field.
export function focusFirst(box: HTMLElement | null, selector: string): void {
  if (box?.contains(document.activeElement)) return;
  box?.querySelector<HTMLElement>(selector)?.focus();
}
