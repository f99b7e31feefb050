// Passwords that a guesser tries first.

import { dictionary } from "@zxcvbn-ts/language-common";

/** The list begins with the commonest. */
const howMany = 10_000;

/** Makes the check whether a password is among the commonest, in any case of its letters. */
export function createCommonPasswords(): (password: string) => boolean {
  const list: readonly (string | number)[] = dictionary["passwords-common"] ?? [];
  const common = new Set(list.slice(0, howMany).map((password) => String(password).toLowerCase()));
  return (password) => common.has(password.toLowerCase());
}
