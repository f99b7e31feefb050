// The keys that sign session cookies, as SESSION_KEY and SESSION_KEYS give them.

import { SettingError } from "./setting_error.ts";

/** Signs session cookies. */
export interface SessionKey {
  /** Which of several keys has signed a cookie stands in it; null: it does not. */
  readonly id: string | null;
  readonly secret: string;
}

const sessionKeyLength = 32;
const keyWanted = `at least ${sessionKeyLength}, chosen at random`;

export function plainKey(value: string | undefined): readonly SessionKey[] {
  if (!value) return [];
  if (value.length >= sessionKeyLength) return [{ id: null, secret: value }];
  throw new SettingError(`SESSION_KEY has ${value.length} characters, expected ${keyWanted}`);
}

/** No part of a key may stand in a sentence: it goes to a log. */
export function namedKeys(value: string | undefined): readonly SessionKey[] {
  const keys = (value || "").split(",").filter(Boolean).map((part, at) => {
    const [, id, secret = ""] = /^\s*([\w-]{1,32}):(.*?)\s*$/.exec(part) ?? [];
    if (id === undefined) {
      throw new SettingError(
        `SESSION_KEYS has a key ${at + 1} without an id, expected keys like "id:secret", ` +
          "comma-separated",
      );
    }
    if (secret.length >= sessionKeyLength) return { id, secret };
    throw new SettingError(
      `SESSION_KEYS has ${secret.length} characters for "${id}", expected ${keyWanted}`,
    );
  });
  const ids = keys.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice === undefined) return keys;
  throw new SettingError(`SESSION_KEYS has "${twice}" twice, expected an id of its own for each`);
}
