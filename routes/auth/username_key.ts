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

/** Who bears one of these as a word of their name seems to speak for the house. */
const titles = "admin administrator moderator official staff support trio".split(" ");
/** These do so alone, or beside other reserved words: "root.beer" and "cat_owner" are innocent. */
const plainWords = "operator owner system security root help".split(" ");

/** A reader takes digits for letters, and of these words the lower case i for an l: "4dm1n". */
const readAs: Readonly<Record<string, string>> = { 3: "e", 4: "a", 5: "s", 7: "t", i: "l" };
const looseOf = (skeleton: string) => skeleton.replaceAll(/[3457i]/g, (sign) => readAs[sign] ?? "");
const looksOf = (word: string) => usernameSkeletons(word).map(looseOf);
const titleLooks = new Set(titles.flatMap(looksOf));
const reservedLooks = [...new Set([...titles, ...plainWords].flatMap(looksOf))];
const onlyReserved = new RegExp(`^(?:${reservedLooks.join("|")})+$`);

/** Where words end: at a separator, before a capital, at digits. Digits may be letters, too. */
const wordEnds = [
  /[._-]+/u,
  /[._-]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u,
  /[._\-\p{Nd}]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u,
];

/**
 * Whether a name could be taken for one that speaks for the house: a title is among its words, or
 * it is of reserved words alone. A word within a longer one is none: "Trionfo", "badminton".
 */
export function speaksForHouse(username: string): boolean {
  const name = preparedUsername(username).normalize("NFKC");
  return wordEnds.some((ends) => {
    const words = name.split(ends);
    return words.some((word) => looksOf(word).some((look) => titleLooks.has(look))) ||
      looksOf(words.join("")).some((look) => onlyReserved.test(look));
  });
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
