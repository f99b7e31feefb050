// Colours spare a search the pairs of tickets that cannot be together: greedy graph colouring.
//
// The tickets of the pool are the vertices of a graph; two that may be together are joined by an
// edge. Each ticket has a set of colours, and two tickets with an edge between them never have a
// colour in common. So two tickets with a colour in common need not be tried as a pair, for
// whatever reason they are kept apart: age, sex, blocks, a group that they share.
//
//     a ●───────○ b      a, c and e have colour ●, b and d have colour ○.
//       │       │        No edge joins two of one colour. A new ticket whose
//     d ○───────● c      candidates are a, c and e completes nothing: all three
//                        have ●. Of candidates a, b and c only pairs of a ● and
//             e ●        a ○ are tried: (a, b) and (c, b).
//
// A ticket gets its colours at the end of a search that found it no trio. The search has then seen
// all the ticket's neighbours, and gives it colours that none of them has. It prefers the colours
// of tickets that are kept apart from it: people who are kept apart from each other thereby come to
// share a colour. Without such it takes the least free colour. Until then a ticket has no colour,
// which promises nothing.
//
// The promise holds until an edge is added. A ticket that widens or grows older loses its colours;
// a pair that may meet again is put in anew, and so without colours. An edge that goes away breaks
// nothing.
//
// A colour is one bit: sets of colours are united and compared by single instructions. When all
// bits are taken a ticket stays without, which costs time and no trio.

export const noColours = 0;
/** All bits of a small integer, which V8 holds without an object. */
const allColours = 2 ** 30 - 1;

/**
 * The colours for a ticket. `taken`: the colours of all tickets that it may be together with.
 * `apart`: the colours of tickets that are kept apart from it.
 */
export function coloursBeside(taken: number, apart: number): number {
  const free = allColours & ~taken;
  return (apart & free) || (free & -free);
}
