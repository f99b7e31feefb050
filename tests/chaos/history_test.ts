// The checker of histories, seen to find each way in which a history can be broken.

import assert from "node:assert/strict";
import { checkGroup } from "./checks/check_group.ts";
import {
  authorOf,
  type GroupHistory,
  messageIdOf,
  nobodys,
  nthOf,
  textNumber,
  textOf,
} from "./checks/history.ts";

const [a1, a2, a3, b1] = [textNumber(1, 1), textNumber(1, 2), textNumber(1, 3), textNumber(2, 1)];

/** Two members; the second one has reconnected after the third message. */
function whole() {
  const stored = [nobodys, a1, b1, a2, a3].map((text, at) => ({ seq: at + 1, text }));
  const held = [undefined, nobodys, a1, b1, a2, a3];
  return {
    group: "g",
    stored,
    members: [
      {
        author: 1,
        group: "g",
        isSerial: true,
        sent: 3,
        acknowledged: new Map([[a1, 2], [a2, 4], [a3, 5]]),
        refused: new Set<number>(),
        sockets: [
          { since: 1, seqs: [2, 3, 4, 5], texts: [a1, b1, a2, a3], resent: new Set<number>() },
        ],
        held: [...held],
      },
      {
        author: 2,
        group: "g",
        isSerial: false,
        sent: 1,
        acknowledged: new Map([[b1, 3]]),
        refused: new Set<number>(),
        sockets: [
          { since: 1, seqs: [2, 3], texts: [a1, b1], resent: new Set<number>() },
          { since: 3, seqs: [4, 5], texts: [a2, a3], resent: new Set<number>() },
        ],
        held: [...held],
      },
    ],
  } satisfies GroupHistory;
}

type Whole = ReturnType<typeof whole>;

function findings(change: (history: Whole) => void): string[] {
  const history = whole();
  change(history);
  return checkGroup(history);
}

/** The first and the second member, and their last sockets. */
function parts({ members: [one, other] }: Whole) {
  const sockets = [one?.sockets[0], other?.sockets[1]];
  assert(one && other && sockets[0] && sockets[1]);
  return { one, other, first: sockets[0], second: sockets[1] };
}

Deno.test("[K1] a history in which every promise was kept has no finding", () => {
  assert.deepEqual(findings(() => {}), []);
});

Deno.test("[K1] what is stored and should not be so is found", () => {
  assert.deepEqual(
    findings((history) => {
      history.stored.push({ seq: 6, text: textNumber(2, 2) });
      for (const { held } of history.members) held.push(textNumber(2, 2));
    }),
    ["Group g: stored at 6 is 2/2, which was not sent"],
  );
  assert.match(
    findings((history) => {
      history.stored.push({ seq: 6, text: a3 });
    }).join(),
    /1\/3 is stored twice/,
  );
  assert.match(
    findings(({ stored }) => void stored.splice(2, 1)).join(),
    /the log has a hole before 4/,
  );
});

Deno.test("[K1] what was acknowledged and is not stored there is found", () => {
  const found = findings((history) => {
    history.stored.pop();
    const { one, first, second, other } = parts(history);
    for (const { seqs, texts } of [first, second]) [seqs.pop(), texts.pop()];
    one.held.pop();
    other.held.pop();
  });
  assert.deepEqual(found, ["Group g: 1/3 was acknowledged at 5, and is stored nowhere"]);
  assert.match(
    findings((history) => void parts(history).one.acknowledged.set(a1, 3)).join(),
    /1\/1 was acknowledged at 3, and is stored at 2/,
  );
});

Deno.test("[K1] a sender's order that was not kept is found, and one text's refusal excuses it where several were under way", () => {
  const swap = (history: Whole) => {
    const { one, other, first, second } = parts(history);
    history.stored.splice(3, 2, { seq: 4, text: a3 }, { seq: 5, text: a2 });
    [one.acknowledged.set(a2, 5), one.acknowledged.set(a3, 4)];
    first.texts.splice(2, 2, a3, a2);
    second.texts.splice(0, 2, a3, a2);
    for (const { held } of [one, other]) held.splice(4, 2, a3, a2);
    return one;
  };
  const sentence = ["Group g: 1/3 stands at 4, before 1/2"];
  assert.deepEqual(findings((history) => void swap(history)), sentence);
  assert.deepEqual(findings((history) => void swap(history).refused.add(a2)), sentence);
  const several = (history: Whole, refused: number[]) => {
    const one = swap(history);
    Object.assign(one, { isSerial: false, refused: new Set(refused) });
  };
  assert.deepEqual(findings((history) => several(history, [])), sentence);
  assert.deepEqual(findings((history) => several(history, [a2])), []);
});

Deno.test("[K1] a message that was shown twice by one socket, out of order, or after a hole, is found", () => {
  const twice = ["Group g: 2 was shown 5, 1/3, twice by one socket"];
  const again = (history: Whole) => {
    const { second } = parts(history);
    [second.seqs.push(5), second.texts.push(a3)];
    return second;
  };
  assert.deepEqual(findings((history) => void again(history)), twice);
  assert.deepEqual(
    findings((history) => {
      const { second } = parts(history);
      [second.seqs.shift(), second.texts.shift()];
    }),
    ["Group g: 2 was shown 5 after 3 by one socket"],
  );
  assert.deepEqual(
    findings((history) => {
      const { second } = parts(history);
      [second.seqs.reverse(), second.texts.reverse()];
    }),
    [
      "Group g: 2 was shown 5 after 3 by one socket",
      "Group g: 2 was shown 4, 1/2, twice by one socket",
    ],
  );
});

Deno.test("[K1] the answer to a text that is sent again may come twice, and ahead", () => {
  const found = findings((history) => {
    const { first } = parts(history);
    first.seqs.splice(0, 4, 5, 2, 3, 4, 5);
    first.texts.splice(0, 4, a3, a1, b1, a2, a3);
    first.resent.add(a3);
  });
  assert.deepEqual(found, []);
  assert.deepEqual(
    findings((history) => {
      const { first } = parts(history);
      first.seqs.splice(0, 4, 5, 2, 3, 4);
      first.texts.splice(0, 4, a3, a1, b1, a2);
      first.resent.add(a3);
    }),
    [],
  );
});

Deno.test("[K1] what was shown and is not what is stored is found", () => {
  assert.deepEqual(
    findings((history) => {
      const { second } = parts(history);
      second.texts[0] = b1;
    }),
    ["Group g: 2 was shown 2/1 at 4, where 1/2 is stored"],
  );
  assert.deepEqual(
    findings((history) => {
      const { second } = parts(history);
      [second.seqs.push(6), second.texts.push(a1)];
    }),
    ["Group g: 2 was shown 1/1 at 6, where nothing is stored"],
  );
});

Deno.test("[K1] a member who lacks something in the end, or is not answered, is found", () => {
  assert.deepEqual(
    findings((history) => {
      const { other } = parts(history);
      other.held[4] = undefined;
    }),
    ["Group g: 2 never got 4, 1/2"],
  );
  assert.deepEqual(
    findings((history) => {
      const { other } = parts(history);
      other.held[4] = b1;
    }),
    ["Group g: 2 holds 2/1 at 4, where 1/2 is stored"],
  );
  assert.deepEqual(
    findings((history) => void parts(history).one.acknowledged.delete(a2)),
    ["Group g: 1 has 2 of 3 texts acknowledged"],
  );
});

Deno.test("[K1] many findings of a kind are counted", () => {
  const found = findings((history) => {
    const { other } = parts(history);
    other.held.fill(undefined);
  });
  assert.equal(found.length, 4);
  assert.equal(found.at(-1), "Group g: and 2 more of this kind");
});

Deno.test("[K1] a message's id tells the number of its text", () => {
  for (const text of [a1, textNumber(2_047, 1_000_000), textNumber(900, 7)]) {
    assert.equal(textOf(messageIdOf(text)), text);
    assert.match(messageIdOf(text), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  }
  assert.deepEqual([authorOf(a3), nthOf(a3)], [1, 3]);
  assert.equal(textOf("0190c4a0-5000-7000-8000-000000000001"), nobodys);
});
