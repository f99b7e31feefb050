// Passwords that a guesser tries first.

import { dictionary } from "@zxcvbn-ts/language-common";
import { folded } from "../../protocol/case_folding.ts";

/** The list begins with the commonest. */
const howMany = 10_000;

/** Makes the check whether a password is among the commonest, in any case and width. */
export function createCommonPasswords(): (password: string) => boolean {
  const list: readonly (string | number)[] = dictionary["passwords-common"] ?? [];
  const common = new Set(list.slice(0, howMany).map((password) => folded(String(password))));
  return (password) => common.has(folded(password));
}
