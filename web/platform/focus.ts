// Keeps the focus of keyboard users where it was: when the focused element goes away, the nearest
// element around it that stays gets the focus.

export function keepFocus(): void {
  let path: readonly HTMLElement[] = [];
  addEventListener("focusin", (event) => {
    path = event.composedPath() as HTMLElement[];
  });
  new MutationObserver(() => {
    // While it is there, it has the focus, or the user has left it.
    if (path[0]?.isConnected !== false) return;
    const near = path.find((element) => element.isConnected);
    if (near === undefined) return;
    near.tabIndex = -1;
    near.focus();
  }).observe(document, { childList: true, subtree: true });
}
