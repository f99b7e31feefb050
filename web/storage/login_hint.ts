// Whether somebody may be logged in here. The session itself is out of a page's reach; without a
// hint nobody is asked about, so that a first visit draws the form at once and begins without a
// refusal.

const storageKey = "trio.here";
const here = "1";
const left = "left";

export interface Hint {
  /** False only when surely nobody is logged in. */
  read(): boolean;
  write(isHere: boolean): void;
  /** Says that somebody logged out, and was not only put out: every tab forgets them. */
  leave(): void;
  hasLeft(): boolean;
}

/** A hint kept in a browser's storage; where storing is forbidden, somebody may always be there. */
export function createHint(localStore: Pick<Storage, "getItem" | "setItem" | "removeItem">): Hint {
  /** Undefined where reading is forbidden. */
  const read = () => {
    try {
      return localStore.getItem(storageKey);
    } catch {
      return undefined;
    }
  };
  const write = (value: string | null) => {
    try {
      if (value === null) localStore.removeItem(storageKey);
      else localStore.setItem(storageKey, value);
    } catch {
      // Forbidden: then somebody may always be there.
    }
  };
  return {
    read() {
      const value = read();
      return value !== null && value !== left;
    },
    write: (isHere) => write(isHere ? here : null),
    leave: () => write(left),
    hasLeft: () => read() === left,
  };
}

/** Whether a change of the browser's storage is one of the hint, made in another tab. */
export function isOfHint({ key }: Pick<StorageEvent, "key">): boolean {
  return key === storageKey;
}
