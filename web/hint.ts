// Whether somebody may be logged in here. The session itself is out of a page's reach; without a hint nobody is asked
// about, so that a first visit draws the form at once and begins without a refusal.

const storageKey = "trio.here";

export interface Hint {
  /** False only when surely nobody is logged in. */
  read(): boolean;
  write(isHere: boolean): void;
}

/** A hint kept in a browser's storage; where storing is forbidden, somebody may always be there. */
export function createHint(keep: Pick<Storage, "getItem" | "setItem" | "removeItem">): Hint {
  return {
    read() {
      try {
        return keep.getItem(storageKey) !== null;
      } catch {
        return true;
      }
    },
    write(isHere) {
      try {
        if (isHere) keep.setItem(storageKey, "1");
        else keep.removeItem(storageKey);
      } catch {
        // Forbidden: `read` says true then.
      }
    },
  };
}
