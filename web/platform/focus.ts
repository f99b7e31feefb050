// Whoever goes by keys keeps their place: when what has the focus goes away, the nearest thing
// around it that stays has it.

export function keepFocus(): void {
  let path: readonly HTMLElement[] = [];
  addEventListener("focusin", (event) => {
    path = event.composedPath() as HTMLElement[];
  });
  new MutationObserver(() => {
    // Whatever had it last is here: it has it still, or the user has left it.
    if (path[0]?.isConnected !== false) return;
    const near = path.find((one) => one.isConnected);
    if (near === undefined) return;
    near.tabIndex = -1;
    near.focus();
  }).observe(document, { childList: true, subtree: true });
}
