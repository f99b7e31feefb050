// What a connection remembers of its groups.

import assert from "node:assert/strict";
import { SeqMarks } from "../../actors/connections/seq_marks.ts";
import type { GroupId } from "../../protocol/domain.ts";

Deno.test("[C571] each group's last seq is kept, moved and forgotten alone", () => {
  const [first, second, third] = ["first", "second", "third"] as [GroupId, GroupId, GroupId];
  const marks = new SeqMarks();
  assert.equal(marks.of(first), null);
  marks.delete(first);
  assert(marks.isEmpty);
  for (const [at, group] of [first, second, third].entries()) marks.set(group, at);
  marks.set(second, 7);
  assert.deepEqual(marks.groups, [first, second, third]);
  assert.deepEqual([first, second, third].map((group) => marks.of(group)), [0, 7, 2]);
  marks.delete(first);
  assert.deepEqual([first, second, third].map((group) => marks.of(group)), [null, 7, 2]);
  marks.delete(third);
  marks.delete(second);
  assert(marks.isEmpty);
});
