// What a person has chosen for this browser: theme, sound, notifications, and which trios are
// quiet. Kept in the browser's storage; where storing is forbidden the choices hold until the tab
// is closed.

import { signal } from "@preact/signals";
import type { GroupId } from "../../protocol/domain.ts";

const storageKey = "trio.prefs";

export type Theme = "system" | "light" | "dark";
export const themes: readonly Theme[] = ["system", "light", "dark"];

export interface Prefs {
  readonly theme: Theme;
  readonly hasSound: boolean;
  /** Whether to notify, where the browser allows it. */
  readonly notifies: boolean;
  readonly quiet: readonly GroupId[];
}

export const usualPrefs: Prefs = { theme: "system", hasSound: false, notifies: false, quiet: [] };

type Shelf = Pick<Storage, "getItem" | "setItem">;

export type Choices = ReturnType<typeof createChoices>;

/** The choices as a signal, and `choose`, which changes some of them for good. */
export function createChoices(shelf: Shelf) {
  const prefs = signal<Prefs>(readPrefs(shelf));
  const choose = (change: Partial<Prefs>) => {
    prefs.value = { ...prefs.value, ...change };
    try {
      shelf.setItem(storageKey, JSON.stringify(prefs.value));
    } catch {
      // Storing is forbidden here.
    }
  };
  return {
    prefs,
    choose,
    /** Takes over what was chosen in another tab. */
    hear({ key }: Pick<StorageEvent, "key">): void {
      if (key === storageKey) prefs.value = readPrefs(shelf);
    },
    isQuiet: (group: GroupId): boolean => prefs.value.quiet.includes(group),
    setQuiet(group: GroupId, isQuiet: boolean): void {
      const others = prefs.value.quiet.filter((each) => each !== group);
      choose({ quiet: isQuiet ? [...others, group] : others });
    },
  };
}

/** What was kept, as far as it can be understood. */
function readPrefs(shelf: Shelf): Prefs {
  try {
    const kept: Readonly<Record<string, unknown>> = JSON.parse(shelf.getItem(storageKey) ?? "{}") ??
      {};
    const quiet = Array.isArray(kept["quiet"])
      ? (kept["quiet"] as GroupId[]).filter((id) => typeof id === "string")
      : [];
    return {
      theme: themes.find((theme) => theme === kept["theme"]) ?? "system",
      hasSound: kept["hasSound"] === true,
      notifies: kept["notifies"] === true,
      quiet,
    };
  } catch {
    return usualPrefs;
  }
}
