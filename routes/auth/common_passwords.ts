// Passwords that a guesser tries first.

import { dictionary } from "@zxcvbn-ts/language-common";

/** Of the list, which is ordered by how common they are. */
const howMany = 10_000;

/** Whether a password is among the commonest, in any case of its letters. */
export function createCommonPasswords(): (password: string) => boolean {
  const list: readonly (string | number)[] = dictionary["passwords-common"] ?? [];
  const common = new Set(list.slice(0, howMany).map((password) => String(password).toLowerCase()));
  return (password) => common.has(password.toLowerCase());
}
