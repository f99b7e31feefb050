// Whether the user looks at the page: its tab is shown, and its window has the focus. A window that
// lies behind another one, or beside it, may be shown without being looked at.

export function isLookedAt(): boolean {
  return !document.hidden && document.hasFocus();
}

/** Calls `run` when the user may have looked away or come back, until it is cancelled. */
export function onLook(run: () => void): () => void {
  document.addEventListener("visibilitychange", run);
  addEventListener("focus", run);
  addEventListener("blur", run);
  return () => {
    document.removeEventListener("visibilitychange", run);
    removeEventListener("focus", run);
    removeEventListener("blur", run);
  };
}
