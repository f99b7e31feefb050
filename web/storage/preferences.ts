// What a person has chosen for this browser: theme, sound, notifications, and which trios are
// quiet. Kept in the browser's storage; where storing is forbidden the choices hold until the tab
// is closed.

import { signal } from "@preact/signals";
import type { GroupId } from "../../protocol/domain.ts";

const storageKey = "trio.prefs";

export type Theme = "system" | "light" | "dark";
export const themes: readonly Theme[] = ["system", "light", "dark"];

export interface Preferences {
  readonly theme: Theme;
  readonly hasSound: boolean;
  /** Whether to notify, where the browser allows it. */
  readonly notifies: boolean;
  readonly quiet: readonly GroupId[];
}

export const defaultPreferences: Preferences = {
  theme: "system",
  hasSound: false,
  notifies: false,
  quiet: [],
};

type Shelf = Pick<Storage, "getItem" | "setItem">;

export type Choices = ReturnType<typeof createChoices>;

/** The choices as a signal, and `choose`, which changes some of them for good. */
export function createChoices(shelf: Shelf) {
  const preferences = signal<Preferences>(readPreferences(shelf));
  const choose = (change: Partial<Preferences>) => {
    preferences.value = { ...preferences.value, ...change };
    try {
      shelf.setItem(storageKey, JSON.stringify(preferences.value));
    } catch {
      // Storing is forbidden here.
    }
  };
  return {
    preferences,
    choose,
    /** Takes over what was chosen in another tab. */
    hear({ key }: Pick<StorageEvent, "key">): void {
      if (key === storageKey) preferences.value = readPreferences(shelf);
    },
    isQuiet: (group: GroupId): boolean => preferences.value.quiet.includes(group),
    setQuiet(group: GroupId, isQuiet: boolean): void {
      const others = preferences.value.quiet.filter((each) => each !== group);
      choose({ quiet: isQuiet ? [...others, group] : others });
    },
  };
}

/** What was kept, as far as it can be understood. */
function readPreferences(shelf: Shelf): Preferences {
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
    return defaultPreferences;
  }
}
