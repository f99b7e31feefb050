// What a person has chosen for this browser: theme, sound, notifications, pushes, and which trios
// are quiet. Kept in the browser's storage; where storing is forbidden, a choice holds until the
// tab is closed.

import { signal } from "@preact/signals";
import type { GroupId } from "../../protocol/domain.ts";

const storageKey = "trio.prefs";

export type Theme = "system" | "light" | "dark";
export const themes: readonly Theme[] = ["system", "light", "dark"];

const pushes = ["off", "asked", "on"] as const;
export type Push = typeof pushes[number];

export interface Preferences {
  readonly theme: Theme;
  readonly hasSound: boolean;
  /** Whether to notify, where the browser allows it. */
  readonly notifies: boolean;
  /** Whether pushes were asked for, and whether they work as far as is known. */
  readonly push: Push;
  /** Whether the offer of pushes in a chat was declined. */
  readonly declinesPush: boolean;
  readonly quiet: readonly GroupId[];
}

export const defaultPreferences: Preferences = {
  theme: "system",
  hasSound: false,
  notifies: false,
  push: "off",
  declinesPush: false,
  quiet: [],
};

type PreferenceStorage = Pick<Storage, "getItem" | "setItem">;

export type Choices = ReturnType<typeof createChoices>;

/** The preferences as a signal, and `choose`, which changes some of them for good. */
export function createChoices(storage: PreferenceStorage) {
  const preferences = signal<Preferences>(readPreferences(storage));
  const choose = (change: Partial<Preferences>) => {
    preferences.value = { ...preferences.value, ...change };
    try {
      storage.setItem(storageKey, JSON.stringify(preferences.value));
    } catch {
      // Storing is forbidden here.
    }
  };
  return {
    preferences,
    choose,
    /** Takes over what was chosen in another tab. */
    onStorage({ key }: Pick<StorageEvent, "key">): void {
      if (key === storageKey) preferences.value = readPreferences(storage);
    },
    isQuiet: (group: GroupId): boolean => preferences.value.quiet.includes(group),
    setQuiet(group: GroupId, isQuiet: boolean): void {
      const others = preferences.value.quiet.filter((each) => each !== group);
      choose({ quiet: isQuiet ? [...others, group] : others });
    },
  };
}

/** What was stored, as far as it can be understood. */
function readPreferences(storage: PreferenceStorage): Preferences {
  try {
    const stored: Readonly<Record<string, unknown>> =
      JSON.parse(storage.getItem(storageKey) ?? "{}") ?? {};
    const quiet = Array.isArray(stored["quiet"]) ? stored["quiet"] as GroupId[] : [];
    return {
      theme: themes.find((theme) => theme === stored["theme"]) ?? "system",
      hasSound: stored["hasSound"] === true,
      notifies: stored["notifies"] === true,
      push: pushes.find((push) => push === stored["push"]) ?? "off",
      declinesPush: stored["declinesPush"] === true,
      quiet: quiet.filter((id) => typeof id === "string"),
    };
  } catch {
    return defaultPreferences;
  }
}
