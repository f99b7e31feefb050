// What usernames are compared by.

import { folded } from "../../protocol/case_folding.ts";
import { preparedUsername } from "../../protocol/rules.ts";
import type { KeyedHash } from "./keyed_hash.ts";

/** Two usernames with one key are one name. */
export function usernameKey(username: string): string {
  return folded(preparedUsername(username));
}

/** What is kept of the name of a deleted account: no other gets it before it is free again. */
export function usernameHashes(username: string, keyedHash: KeyedHash): readonly string[] {
  const keys = new Set([usernameKey(username), formerUsernameKey(username)]);
  return [...keys].flatMap((key) => keyedHash("username", key));
}

/**
 * The key of earlier versions. An account still has it when its key of now was taken at the change
 * from one to the other.
 */
export function formerUsernameKey(username: string): string {
  const name = preparedUsername(username).normalize("NFKC");
  return name.toUpperCase().toLowerCase().normalize("NFKC");
}
