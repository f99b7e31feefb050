// The keys that sign session cookies.

import { SettingError } from "./setting_error.ts";

/** Signs session cookies. */
export interface SessionKey {
  /** Which of several keys has signed a cookie stands in it; null: it does not. */
  readonly id: string | null;
  readonly secret: string;
}

/** Throws a SettingError. The first one signs. */
export function sessionKeys(
  named: string | undefined,
  plain: string | undefined,
): readonly SessionKey[] {
  return [...namedKeys(named), ...plainKey(plain)];
}

const leastLength = 32;
const wanted = `at least ${leastLength}, chosen at random`;

function plainKey(value: string | undefined): readonly SessionKey[] {
  if (!value) return [];
  if (value.length >= leastLength) return [{ id: null, secret: value }];
  throw new SettingError(`SESSION_KEY has ${value.length} characters, expected ${wanted}`);
}

/** No part of a key may stand in a sentence: it goes to a log. */
function namedKeys(value: string | undefined): readonly SessionKey[] {
  const keys = (value || "").split(",").filter(Boolean).map((part, at) => {
    const [, id, secret = ""] = /^\s*([\w-]{1,32}):(.*?)\s*$/.exec(part) ?? [];
    if (id === undefined) {
      throw new SettingError(
        `SESSION_KEYS has a key ${at + 1} without an id, expected keys like "id:secret", ` +
          "comma-separated",
      );
    }
    if (secret.length >= leastLength) return { id, secret };
    throw new SettingError(
      `SESSION_KEYS has ${secret.length} characters for "${id}", expected ${wanted}`,
    );
  });
  const ids = keys.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice === undefined) return keys;
  throw new SettingError(`SESSION_KEYS has "${twice}" twice, expected an id of its own for each`);
}
