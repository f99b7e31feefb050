// A name that is begun behind an @, before the caret, and the members whose name it may become.
// Pure.

import type { Group, Member, UserId } from "../../../protocol/domain.ts";
import { folded } from "../../../protocol/case_folding.ts";
import { holdsAll, needlesOf } from "../../../protocol/word_search.ts";
import { isDeleted } from "../../state/members.ts";

export interface BegunMention {
  /** Where the @ stands. */
  readonly at: number;
  readonly query: string;
}

const begun = /(?:^|[^\p{L}\p{N}\p{M}_.@/-])@([\p{L}\p{N}\p{M}_.-]*)$/u;

/** What is begun right before the caret; null: nothing. An address is no mention. */
export function begunMention(text: string, caret: number): BegunMention | null {
  const query = begun.exec(text.slice(Math.max(0, caret - 64), caret))?.[1];
  return query === undefined ? null : { at: caret - query.length - 1, query };
}

/** The others in the group with a word in their name that begins so; none once it is written. */
export function mentionable(group: Group, me: UserId, query: string): readonly Member[] {
  const needles = needlesOf(query);
  const found = group.members.filter((member) =>
    member.id !== me && member.leftAt === null && !isDeleted(member) &&
    holdsAll(member.username, needles)
  );
  return found.some(({ username }) => folded(username) === folded(query)) ? [] : found;
}

/** The text with the name in place of what is begun, and where the caret stands then. */
export function completeMention(
  text: string,
  { at, query }: BegunMention,
  name: string,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(at + 1 + query.length);
  const words = `@${name}${/^\s/.test(rest) ? "" : " "}`;
  return { text: `${text.slice(0, at)}${words}${rest}`, caret: at + words.length };
}
