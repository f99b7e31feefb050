// Which questions begin the talk of a group: by what its people share, else by chance, and for all
// three the same, since the group's id decides. Pure.

import type { GroupId } from "../../../protocol/domain.ts";

/** `interest`: what it is about; null: anything. */
export type Question = readonly [interest: string | null, text: string];

/** So many are shown at a time. */
const shownAtOnce = 3;

/**
 * The questions of a turn, from 0 on: the same for the same group, and another turn has others
 * until all were shown. Those about a shared interest come first, one in each turn.
 */
export function questionsFor(
  questions: readonly Question[],
  group: GroupId,
  shared: readonly string[],
  turn: number,
): string[] {
  const shuffled = shuffle(questions.map(([, text], at) => ({ text, at })), seedOf(group));
  const isAbout = ({ at }: { readonly at: number }) => shared.includes(questions[at]?.[0] ?? "");
  const isGeneral = ({ at }: { readonly at: number }) => questions[at]?.[0] === null;
  const about = shuffled.filter(isAbout);
  const general = shuffled.filter(isGeneral);
  const own = about[turn];
  const before = shownAtOnce * turn - Math.min(turn, about.length);
  const count = shownAtOnce - (own === undefined ? 0 : 1);
  // From the beginning again once all were shown.
  const others = Array.from({ length: count }, (_, at) => general[(before + at) % general.length]);
  return [own, ...others].flatMap((one) => one === undefined ? [] : [one.text]);
}

/** Fisher and Yates, with the chance of a seed. */
function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const shuffled = [...items];
  let state = seed;
  for (let last = shuffled.length - 1; last > 0; last--) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9 | 0;
    const at = (state >>> 0) % (last + 1);
    const [one, other] = [shuffled[at], shuffled[last]];
    if (one !== undefined && other !== undefined) [shuffled[at], shuffled[last]] = [other, one];
  }
  return shuffled;
}

/** FNV-1a, 32 bits. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}
