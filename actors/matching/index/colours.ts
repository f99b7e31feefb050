// Colours spare a search the pairs of tickets that it would try in vain: two tickets with a colour
// in common may not be together, for whatever reason. A ticket gets its colours, one bit each, when
// it was searched for and no trio was found: then all are known that it may be together with, and
// it takes none of theirs. Until then it has none.

export const noColours = 0;
/** One less than the bits of a number that can be shifted into. */
const allColours = 2 ** 30 - 1;

/**
 * The colours of a ticket beside others that have `taken`, among them all that it may be together
 * with: those that others have who are kept apart from it, so that people who are kept apart from
 * each other come to have one in common; else the least that is free.
 */
export function coloursBeside(taken: number, apart: number): number {
  const free = allColours & ~taken;
  return (apart & free) || (free & -free);
}
