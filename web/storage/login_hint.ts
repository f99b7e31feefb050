// A note in the browser that somebody may be logged in here. The session cookie is out of a page's
// reach. Without the note the server is not asked: a first visit shows the form at once, and begins
// without a refusal.

const storageKey = "trio.here";
const here = "1";
const left = "left";
/** A key of its own: a page of before takes any other value of the first one for a user. */
const unheardKey = "trio.unheard";
/** Stays after a log-out: it tells of nobody, only that the form to log in is the likelier one. */
const knownKey = "trio.known";

export interface LoginHint {
  /** False only when surely nobody is logged in. */
  read(): boolean;
  write(isHere: boolean): void;
  /** Notes that somebody logged out, and not that a session ran out: every tab forgets them. */
  leave(): void;
  hasLeft(): boolean;
  /** False only when surely nobody ever was logged in. */
  wasEver(): boolean;
  /** Whether the server has not heard yet of a log-out that was made here. */
  isUnheard(): boolean;
  setUnheard(isUnheard: boolean): void;
}

type HintStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Where storing is forbidden, somebody may always be logged in. */
export function createLoginHint(storage: HintStorage): LoginHint {
  /** Undefined where reading is forbidden. */
  const read = (key: string) => {
    try {
      return storage.getItem(key);
    } catch {
      return undefined;
    }
  };
  const write = (key: string, value: string | null) => {
    try {
      if (value === null) storage.removeItem(key);
      else storage.setItem(key, value);
    } catch {
      // Storing is forbidden here.
    }
  };
  // Where storing is forbidden, it is known as long as the tab is open.
  let unheard: string | null = null;
  return {
    read() {
      const value = read(storageKey);
      return value !== null && value !== left;
    },
    write: (isHere) =>
      (isHere ? [storageKey, knownKey] : [storageKey])
        .forEach((key) => write(key, isHere ? here : null)),
    leave: () => write(storageKey, left),
    hasLeft: () => read(storageKey) === left,
    wasEver: () => [storageKey, knownKey].some((key) => read(key) !== null),
    isUnheard() {
      const value = read(unheardKey);
      return (value === undefined ? unheard : value) === here;
    },
    setUnheard(isUnheard) {
      unheard = isUnheard ? here : null;
      write(unheardKey, unheard);
    },
  };
}

/** Whether a change of the browser's storage, made in another tab, is one of the hint. */
export function isOfLoginHint({ key }: Pick<StorageEvent, "key">): boolean {
  return key === storageKey;
}
