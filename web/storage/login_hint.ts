// A note in the browser that somebody may be logged in here. The session cookie is out of a page's
// reach. Without the note the server is not asked: a first visit shows the form at once, and begins
// without a refusal.

const storageKey = "trio.here";
const here = "1";
const left = "left";

export interface LoginHint {
  /** False only when surely nobody is logged in. */
  read(): boolean;
  write(isHere: boolean): void;
  /** Notes that somebody logged out, and not that a session ran out: every tab forgets them. */
  leave(): void;
  hasLeft(): boolean;
}

type HintStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Where storing is forbidden, somebody may always be logged in. */
export function createLoginHint(storage: HintStorage): LoginHint {
  /** Undefined where reading is forbidden. */
  const read = () => {
    try {
      return storage.getItem(storageKey);
    } catch {
      return undefined;
    }
  };
  const write = (value: string | null) => {
    try {
      if (value === null) storage.removeItem(storageKey);
      else storage.setItem(storageKey, value);
    } catch {
      // Storing is forbidden here.
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

/** Whether a change of the browser's storage, made in another tab, is one of the hint. */
export function isOfLoginHint({ key }: Pick<StorageEvent, "key">): boolean {
  return key === storageKey;
}
