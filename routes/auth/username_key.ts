// What usernames are compared by.

import unhomoglyph from "unhomoglyph";
import type { UserStore } from "../../db/store/users.ts";
import { folded } from "../../protocol/case_folding.ts";
import type { User, UserId } from "../../protocol/domain.ts";
import { preparedUsername } from "../../protocol/rules.ts";
import type { KeyedHash } from "./keyed_hash.ts";

/** Two usernames with one key are one name. */
export function usernameKey(username: string): string {
  return folded(preparedUsername(username));
}

/**
 * What is kept of the name of a deleted account: no other gets it, or one that looks like it,
 * before it is free again.
 */
export function usernameHashes(username: string, keyedHash: KeyedHash): readonly string[] {
  const keys = new Set([usernameKey(username), formerUsernameKey(username)]);
  return [
    ...[...keys].flatMap((key) => keyedHash("username", key)),
    ...usernameSkeletons(username).flatMap((skeleton) => keyedHash("username", `~${skeleton}`)),
  ];
}

/**
 * The key of earlier versions. An account still has it when its key of now was taken at the change
 * from one to the other.
 */
export function formerUsernameKey(username: string): string {
  const name = preparedUsername(username).normalize("NFKC");
  return name.toUpperCase().toLowerCase().normalize("NFKC");
}

/**
 * What a name looks like, by the skeleton of UTS 39, section 4: two names that have one in common
 * can be taken for each other. One is of the letters as they are shown and one of the folded ones,
 * since "I" looks like "l" and is "i". A full stop or a line at either end is easily overlooked.
 */
export function usernameSkeletons(username: string): readonly string[] {
  const name = preparedUsername(username);
  const looks = [folded(skeletonOf(name)), skeletonOf(folded(name))];
  return [...new Set(looks.map((look) => look.replaceAll(/^[._-]+|[._-]+$/g, "")))];
}

function skeletonOf(text: string): string {
  return unhomoglyph(text.normalize("NFKC").normalize("NFD")).normalize("NFD");
}

/** Names that seem to speak for the house. */
const reservedNames = [
  ..."admin administrator moderator operator owner staff support".split(" "),
  ..."system security official root help trio".split(" "),
];
/** Of these names the lower case i is taken for an l, too: it is a guess away in "adm1n". */
const looseOf = (skeleton: string) => skeleton.replaceAll("i", "l");
const reserved = new Set(reservedNames.flatMap(usernameSkeletons).map(looseOf));

/** Whether a name could be taken for one that speaks for the house. */
export function speaksForHouse(username: string): boolean {
  return usernameSkeletons(username).some((skeleton) => reserved.has(looseOf(skeleton)));
}

/** Accounts of which the skeletons are computed at a time. */
const fillPage = 1_000;

/** Gives the accounts of before there were skeletons theirs. Of two that look alike, both stay. */
export async function fillSkeletons(store: UserStore): Promise<void> {
  for (let after: UserId | null = null;;) {
    const users: readonly User[] = await store.usersWithoutSkeleton(after, fillPage);
    const last = users.at(-1);
    if (last === undefined) return;
    await store.addSkeletons(
      new Map(users.map(({ id, username }) => [id, usernameSkeletons(username)])),
    );
    after = last.id;
  }
}
