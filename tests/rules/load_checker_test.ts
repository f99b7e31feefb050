// The load tool's checker: what a server breaks on purpose is found, with its place, and what an
// honest one does is not.

import assert from "node:assert/strict";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { Checker } from "../../tools/load/checker.ts";
import type { Breach } from "../../tools/load/finding.ts";
import type { Observed } from "../../tools/load/observed.ts";
import { nobodys, textNumber } from "../../tools/load/text_numbers.ts";

const group = "g1" as GroupId;
const people = ["anna", "ben", "chloé", "dan"] as const;
type Name = typeof people[number];
const authorOf = (name: Name) => people.indexOf(name) + 1;
const idOf = (name: Name) => `id of ${name}` as UserId;
const textOf = (name: Name, nth: number) => textNumber(authorOf(name), nth);

/** The group of anna, ben and chloé after its first message, shown to them; dan is no member. */
class Scene {
  readonly checker = new Checker();
  readonly group = this.checker.group(group);

  constructor() {
    for (const name of people) {
      this.checker.add({ id: idOf(name), name, author: authorOf(name) });
    }
    for (const name of ["anna", "ben", "chloé"] as const) this.group.joined(idOf(name), 1);
    this.show(["anna", "ben", "chloé"], event(1));
  }

  sent(name: Name, nth: number): void {
    this.checker.sent(textOf(name, nth), group);
  }

  show(names: readonly Name[], message: Observed): void {
    for (const name of names) this.group.shown(idOf(name), message);
  }

  /** Anna's first texts, one after the other, shown to these members. */
  talk(count: number, names: readonly Name[] = ["anna", "ben", "chloé"]): void {
    for (let nth = 1; nth <= count; nth++) {
      this.sent("anna", nth);
      this.show(names, says(nth + 1, "anna", nth));
    }
  }

  /** What was found in the end, as "breach seq". */
  found(): string[] {
    this.checker.finish();
    return this.checker.findings.kept.map(({ breach, seq }) => `${breach} ${seq}`);
  }
}

function says(seq: number, name: Name, nth: number, words = "words"): Observed {
  const text = textOf(name, nth);
  return { seq, content: `${seq} ${text} ${words}`, text, joined: null, left: null };
}

/** A message that is no text. */
function event(seq: number, what: Partial<Pick<Observed, "joined" | "left">> = {}): Observed {
  return { seq, content: `${seq}`, text: nobodys, joined: null, left: null, ...what };
}

function finds(breaches: readonly `${Breach} ${number}`[], play: (scene: Scene) => void): void {
  const scene = new Scene();
  play(scene);
  assert.deepEqual(scene.found(), breaches);
}

Deno.test("[Z81] a server that shows each message to all three once and in order breaks nothing", () => {
  finds([], (scene) => scene.talk(5));
});

Deno.test("[Z81] a message that comes to one member twice is found, with its place and in words", () => {
  const scene = new Scene();
  scene.talk(3);
  scene.show(["ben"], says(3, "anna", 2));
  assert.deepEqual(scene.checker.findings.kept, [
    { breach: "twice", group, seq: 3, sentence: "text 2 of anna came to ben twice" },
  ]);
});

Deno.test("[Z81] two messages that come to one member in the wrong order are found at once", () => {
  const scene = new Scene();
  scene.talk(3, ["anna", "ben"]);
  for (const nth of [1, 3, 2]) scene.show(["chloé"], says(nth + 1, "anna", nth));
  assert.deepEqual(scene.checker.findings.kept.map(({ sentence }) => sentence), [
    "text 2 of anna came to chloé after 4",
  ]);
  assert.deepEqual(scene.found(), ["late 3"]);
});

Deno.test("[Z81] a message that one member is never shown is found: in the middle, as the last one, and one of two", () => {
  finds(["lost 3"], (scene) => {
    scene.talk(3, ["anna", "ben"]);
    for (const nth of [1, 3]) scene.show(["chloé"], says(nth + 1, "anna", nth));
  });
  finds(["lost 4"], (scene) => {
    scene.talk(3, ["anna", "ben"]);
    for (const nth of [1, 2]) scene.show(["chloé"], says(nth + 1, "anna", nth));
  });
  finds(["lost 2", "lost 3", "lost 2"], (scene) => {
    scene.talk(2, ["anna"]);
    scene.show(["chloé"], says(3, "anna", 2));
  });
});

Deno.test("[Z81] a message of which only the server's own count tells is found", () => {
  const scene = new Scene();
  scene.group.reaches(2);
  assert.deepEqual(scene.found(), ["lost 2", "lost 2", "lost 2"]);
  const [finding] = scene.checker.findings.kept;
  assert.equal(
    finding?.sentence,
    "a message never came to anna, and the server says that it is there",
  );
});

Deno.test("[Z81] one order for anna and another for ben is found at each place", () => {
  const scene = new Scene();
  for (const name of ["anna", "ben"] as const) scene.sent(name, 1);
  scene.show(["anna", "chloé"], says(2, "anna", 1));
  scene.show(["anna", "chloé"], says(3, "ben", 1));
  scene.show(["ben"], says(2, "ben", 1));
  scene.show(["ben"], says(3, "anna", 1));
  assert.deepEqual(scene.found(), ["different 2", "different 3"]);
  assert.equal(
    scene.checker.findings.kept[0]?.sentence,
    "anna was shown text 1 of anna, and ben text 1 of ben",
  );
});

Deno.test("[Z81] one text that two members are shown with other words is found", () => {
  finds(["different 2"], (scene) => {
    scene.sent("anna", 1);
    scene.show(["anna", "ben"], says(2, "anna", 1));
    scene.show(["chloé"], says(2, "anna", 1, "other words"));
  });
});

Deno.test("[Z82] a text that takes effect twice is found, and texts that stand in another order than their sender's", () => {
  finds(["repeated 3"], (scene) => {
    scene.talk(1);
    scene.show(["anna", "ben", "chloé"], says(3, "anna", 1));
  });
  finds(["disorder 3"], (scene) => {
    scene.sent("anna", 1);
    scene.sent("anna", 2);
    scene.show(["anna", "ben", "chloé"], says(2, "anna", 2));
    scene.show(["anna", "ben", "chloé"], says(3, "anna", 1));
  });
});

Deno.test("[Z82] a text that was refused for now may stand behind a later one of its sender", () => {
  finds([], (scene) => {
    scene.sent("anna", 1);
    scene.sent("anna", 2);
    scene.checker.refused(textOf("anna", 1));
    scene.show(["anna", "ben", "chloé"], says(2, "anna", 2));
    scene.show(["anna", "ben", "chloé"], says(3, "anna", 1));
  });
});

Deno.test("[Z82] a text that nobody has sent, or not to this group, is found", () => {
  finds(["foreign 2"], (scene) => {
    scene.show(["anna", "ben", "chloé"], says(2, "anna", 1));
  });
  finds(["foreign 3"], (scene) => {
    scene.talk(1);
    scene.show(["anna", "ben", "chloé"], says(3, "anna", 2));
  });
  finds(["foreign 2"], (scene) => {
    scene.checker.sent(textOf("anna", 1), "g2" as GroupId);
    scene.sent("anna", 2);
    scene.show(["anna", "ben", "chloé"], says(2, "anna", 1));
  });
});

Deno.test("[Z82] what reaches a stranger, or somebody who has left, is found", () => {
  finds(["outside 2"], (scene) => {
    scene.talk(1, ["anna", "ben", "chloé", "dan"]);
  });
  finds(["outside 3"], (scene) => {
    scene.show(["anna", "ben"], event(2, { left: idOf("chloé") }));
    scene.group.left(idOf("chloé"), true);
    scene.sent("anna", 1);
    scene.show(["anna", "ben", "chloé"], says(3, "anna", 1));
  });
  finds(["outside 3"], (scene) => {
    scene.show(["anna", "ben", "chloé"], event(2, { left: idOf("chloé") }));
    scene.sent("anna", 1);
    scene.show(["anna", "ben", "chloé"], says(3, "anna", 1));
    scene.group.left(idOf("chloé"), true);
  });
});

Deno.test("[Z82] a newcomer sees nothing from before they came, and all from then on", () => {
  const comes = (scene: Scene, firstSeq: number) => {
    scene.talk(1, ["anna", "ben", "chloé"]);
    scene.show(["anna", "ben"], event(3, { left: idOf("chloé") }));
    scene.group.left(idOf("chloé"), true);
    scene.group.joined(idOf("dan"), firstSeq);
    scene.show(["anna", "ben", "dan"], event(4, { joined: idOf("dan") }));
  };
  finds([], (scene) => comes(scene, 4));
  finds(["lost 3", "outside 3"], (scene) => comes(scene, 3));
  finds(["outside 2"], (scene) => {
    comes(scene, 4);
    scene.group.page(idOf("dan"), { after: 1, messages: [says(2, "anna", 1)], more: true });
  });
  finds(["lost 5"], (scene) => {
    comes(scene, 4);
    scene.sent("anna", 2);
    scene.show(["anna", "ben"], says(5, "anna", 2));
  });
  finds(["outside 2"], (scene) => {
    comes(scene, 4);
    scene.group.joined(idOf("dan"), 2);
  });
});

Deno.test("[Z82] who leaves must have been shown all before that, if they were connected", () => {
  const leaves = (scene: Scene, sawAll: boolean) => {
    scene.talk(2, ["anna", "ben"]);
    scene.show(["chloé"], says(2, "anna", 1));
    scene.show(["anna", "ben"], event(4, { left: idOf("chloé") }));
    scene.group.left(idOf("chloé"), sawAll);
  };
  finds(["lost 3"], (scene) => leaves(scene, true));
  finds([], (scene) => leaves(scene, false));
});

Deno.test("[Z83] after a cut the missed messages come once; one more of them is found", () => {
  const cut = (scene: Scene, again: readonly number[]) => {
    scene.talk(1);
    scene.group.disconnected(idOf("ben"));
    for (const nth of [2, 3]) {
      scene.sent("anna", nth);
      scene.show(["anna", "chloé"], says(nth + 1, "anna", nth));
    }
    scene.group.connected(idOf("ben"));
    for (const nth of again) scene.show(["ben"], says(nth + 1, "anna", nth));
  };
  finds([], (scene) => cut(scene, [2, 3]));
  finds(["twice 2"], (scene) => cut(scene, [1, 2, 3]));
  finds(["twice 3"], (scene) => cut(scene, [2, 2, 3]));
  finds(["lost 4"], (scene) => cut(scene, [2]));
  finds(["late 3"], (scene) => cut(scene, [3, 2]));
});

Deno.test("[Z83] a text that is sent again may be answered once besides the message, before or after it", () => {
  const repeat = (scene: Scene, seqs: readonly number[]) => {
    scene.sent("ben", 1);
    scene.group.disconnected(idOf("ben"));
    scene.sent("anna", 1);
    scene.show(["anna", "chloé"], says(2, "anna", 1));
    scene.show(["anna", "chloé"], says(3, "ben", 1));
    scene.group.connected(idOf("ben"));
    scene.group.sentAgain(idOf("ben"), textOf("ben", 1));
    for (const seq of seqs) {
      scene.show(["ben"], seq === 2 ? says(2, "anna", 1) : says(3, "ben", 1));
    }
  };
  for (const seqs of [[2, 3], [2, 3, 3], [3, 2, 3], [3, 2]]) {
    finds([], (scene) => repeat(scene, seqs));
  }
  finds(["twice 3"], (scene) => repeat(scene, [2, 3, 3, 3]));
  finds(["twice 3"], (scene) => repeat(scene, [3, 2, 3, 3]));
  finds(["twice 2"], (scene) => repeat(scene, [3, 2, 2]));
});

Deno.test("[Z83] what the server leaves to HTTP must be in its pages; of who has not got them nothing is known", () => {
  const gap = (scene: Scene, pages: readonly number[], isWhole: boolean) => {
    scene.group.disconnected(idOf("ben"));
    scene.talk(3, ["anna", "chloé"]);
    scene.group.skipped(idOf("ben"), 4);
    scene.group.connected(idOf("ben"));
    const messages = pages.map((nth) => says(nth + 1, "anna", nth));
    scene.group.page(idOf("ben"), { after: 1, messages, more: !isWhole });
  };
  finds([], (scene) => gap(scene, [1, 2, 3], true));
  finds(["lost 3"], (scene) => gap(scene, [1, 3], true));
  finds([], (scene) => {
    gap(scene, [1, 2], false);
    assert.equal(scene.checker.unchecked, 1);
    assert.equal(scene.checker.isSettled, false);
  });
});

Deno.test("[Z83] what a client says in its hello that it has not may come again, once", () => {
  const resumes = (scene: Scene, again: readonly number[]) => {
    scene.talk(3);
    scene.group.disconnected(idOf("ben"));
    scene.group.resumes(idOf("ben"), 2);
    scene.group.connected(idOf("ben"));
    for (const nth of again) scene.show(["ben"], says(nth + 1, "anna", nth));
  };
  finds([], (scene) => resumes(scene, [2, 3]));
  finds(["twice 2"], (scene) => resumes(scene, [1, 2, 3]));
  finds(["twice 3"], (scene) => resumes(scene, [2, 2, 3]));
});

Deno.test("[Z83] what a socket was asked for does not come again on the next one", () => {
  const cut = (scene: Scene) => {
    scene.group.disconnected(idOf("ben"));
    scene.group.connected(idOf("ben"));
  };
  finds(["twice 2"], (scene) => {
    scene.sent("ben", 1);
    scene.group.sentAgain(idOf("ben"), textOf("ben", 1));
    scene.show(["anna", "ben", "chloé"], says(2, "ben", 1));
    cut(scene);
    scene.show(["ben"], says(2, "ben", 1));
  });
  finds(["twice 2"], (scene) => {
    scene.talk(1);
    scene.group.resumes(idOf("ben"), 1);
    cut(scene);
    scene.show(["ben"], says(2, "anna", 1));
  });
});

Deno.test("[Z83] of what never came over a socket it is told that HTTP has it", () => {
  const scene = new Scene();
  scene.talk(3, ["anna", "ben"]);
  for (const nth of [1, 3]) scene.show(["chloé"], says(nth + 1, "anna", nth));
  scene.group.page(idOf("chloé"), { after: 2, messages: [says(3, "anna", 2)], more: true });
  assert.deepEqual(scene.found(), ["lost 3"]);
  assert.equal(
    scene.checker.findings.kept[0]?.sentence,
    "text 2 of anna never came to chloé, which was shown to anna; HTTP has it for them",
  );
});

Deno.test("[Z83] of a member who is away in the end it is not said that anything was lost, but that it is not known", () => {
  const scene = new Scene();
  scene.group.disconnected(idOf("ben"));
  scene.talk(2, ["anna", "chloé"]);
  assert.equal(scene.checker.unchecked, 1);
  assert.deepEqual(scene.found(), []);
  const silent = new Scene();
  silent.talk(2, ["anna", "chloé"]);
  silent.group.unreached(idOf("ben"));
  assert.equal(silent.checker.unchecked, 1);
  assert.deepEqual(silent.found(), []);
});

Deno.test("[Z83] a log that is read back and lacks what somebody was shown is found", () => {
  const scene = new Scene();
  scene.talk(3);
  scene.group.audit(idOf("ben"), new Set([1, 2, 4]), 4);
  assert.deepEqual(scene.found(), ["lost 3"]);
  assert.equal(
    scene.checker.findings.kept[0]?.sentence,
    "text 2 of anna was shown to anna, and is not stored",
  );
});

Deno.test("[Z83] a server that says itself that what a member holds is lost has broken its promise", () => {
  finds(["lost 2"], (scene) => {
    scene.talk(1);
    scene.group.saidLost(idOf("ben"), 2);
  });
});

Deno.test("[Z83] all is settled when everybody who is there has all that anyone was shown", () => {
  const scene = new Scene();
  assert.equal(scene.checker.isSettled, true);
  scene.talk(1, ["anna", "ben"]);
  assert.equal(scene.checker.isSettled, false);
  scene.show(["chloé"], says(2, "anna", 1));
  assert.equal(scene.checker.isSettled, true);
  scene.group.reaches(3);
  assert.equal(scene.checker.isSettled, false);
});

Deno.test("[Z83] of a server that is behind nothing that has just come is said to be lost", () => {
  const scene = new Scene();
  scene.talk(2, ["anna", "ben"]);
  scene.show(["chloé"], says(2, "anna", 1));
  scene.group.reaches(3);
  scene.checker.seal();
  assert.equal(scene.checker.isSettled, false);
  scene.sent("anna", 3);
  scene.show(["anna"], says(4, "anna", 3));
  scene.show(["chloé"], says(3, "anna", 2));
  assert.equal(scene.checker.isSettled, true);
  assert.deepEqual(scene.found(), []);
});

Deno.test("[Z81] of a server that breaks everything all findings are counted, and the first are kept", () => {
  const scene = new Scene();
  scene.talk(1);
  for (let times = 0; times < 500; times++) scene.show(["ben"], says(2, "anna", 1));
  assert.equal(scene.checker.findings.count, 500);
  assert.equal(scene.checker.findings.kept.length, 200);
});
