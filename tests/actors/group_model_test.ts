// One group's real actor against a plain model of it: random commands, some while the store fails
// or after the actor has forgotten everything. The two must agree answer by answer and frame by
// frame.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { GroupAnswer } from "../../actors/group/command.ts";
import type { Message, MessageId, UserId } from "../../protocol/domain.ts";
import { GroupModel, type MemberCommand } from "../sim/checks/group_model.ts";
import { GroupHarness } from "../sim/checks/group_harness.ts";

type Operation =
  | { readonly type: "send"; readonly id: number }
  | { readonly type: "edit" | "erase" | "react"; readonly id: number; readonly seq: number }
  | { readonly type: "read"; readonly seq: number }
  | { readonly type: "typing" | "quit" };

type Step =
  | {
    readonly type: "ask";
    readonly user: number;
    readonly operation: Operation;
    readonly fault: Fault;
  }
  /** Several at once: they take effect in the order in which they were sent. */
  | {
    readonly type: "burst";
    readonly asked: readonly { readonly user: number; readonly operation: Operation }[];
  }
  | { readonly type: "forget" | "pass" };

type Fault = "none" | "before" | "after";

const user = fc.nat({ max: 2 });
const id = fc.nat({ max: 25 });
const seq = fc.nat({ max: 14 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant("send" as const), id }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom("edit" as const, "erase" as const, "react" as const),
      id,
      seq,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("read" as const), seq }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.oneof(
        { weight: 6, arbitrary: fc.constant("typing" as const) },
        { weight: 1, arbitrary: fc.constant("quit" as const) },
      ),
    }),
  },
);
const fault = fc.oneof(
  { weight: 8, arbitrary: fc.constant("none" as const) },
  { weight: 2, arbitrary: fc.constantFrom("before" as const, "after" as const) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ type: fc.constant("ask" as const), user, operation, fault }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("burst" as const),
      asked: fc.array(fc.record({ user, operation }), { minLength: 2, maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constantFrom("forget" as const, "pass" as const) }),
  },
);

function commandOf(by: UserId, one: Operation): MemberCommand {
  if (!("id" in one)) return { ...one, user: by };
  // A few ids for all, so that ids come again: under another kind of command, from another user.
  const named = {
    user: by,
    id: `00000000-0000-4000-8000-${String(one.id).padStart(12, "0")}` as MessageId,
  };
  switch (one.type) {
    case "send":
      return { ...named, type: "send", text: `text ${one.id}` };
    case "edit":
      return { ...named, type: "edit", seq: one.seq, text: `edit ${one.id}` };
    case "erase":
      return { ...named, type: "erase", seq: one.seq };
    case "react":
      return { ...named, type: "react", seq: one.seq, emoji: "👍", on: one.id % 2 === 0 };
  }
}

/** What an answer says, times aside. */
function wordOf(answer: GroupAnswer): string {
  if (answer.type === "refused") return answer.code;
  return answer.type === "repeated" ? `repeated ${answer.message.seq}` : "done";
}

class ActorAndModel {
  static async open(): Promise<ActorAndModel> {
    const group = await GroupHarness.open();
    const [formed] = await group.log();
    assert(formed);
    return new ActorAndModel(group, new GroupModel(group.users, formed.id));
  }

  readonly said = new Set<string>();
  readonly #group: GroupHarness;
  readonly #model: GroupModel;
  readonly #seen = new Map<UserId, Message[]>();
  /** By the user who was told and the reader. */
  readonly #reads = new Map<string, number>();

  private constructor(group: GroupHarness, model: GroupModel) {
    this.#group = group;
    this.#model = model;
  }

  async take(one: Step): Promise<void> {
    if (one.type === "ask") await this.#ask(one.user, one.operation, one.fault);
    else if (one.type === "burst") await this.#burst(one.asked);
    else if (one.type === "pass") await this.#group.pass(1_200);
    else await this.#forget();
    this.#see();
  }

  /** In the end: the log, what each was shown of it, and the pointers are as the model has them. */
  async check(): Promise<void> {
    const group = this.#group;
    await group.pass(2_500);
    // A message that was stored without being shown is shown with the next command.
    for (const each of group.users) this.#model.ask(commandOf(each, { type: "typing" }), "none");
    for (const each of group.users) await group.ask(commandOf(each, { type: "typing" }));
    this.#see();
    const log = await group.log();
    if (this.#model.members.length > 0) {
      assert.deepEqual(log.map(lineOf), this.#model.log.map(lineOf));
    }
    for (const each of group.users) {
      assert.deepEqual(
        this.#seen.get(each)?.map((message) => message.seq) ?? [],
        this.#model.seen(each),
      );
    }
    for (const member of (await group.store.groupMembers(group.group))?.members ?? []) {
      const isIn = this.#model.members.includes(member.id);
      assert.equal(member.leftAt === null, isIn, "A membership");
      // The pointer of a user who left is of no use: it may be stored or not.
      if (isIn) assert.equal(member.readSeq, this.#model.readSeq(member.id), "A read pointer");
    }
    await group.close();
  }

  async #ask(at: number, one: Operation, how: Fault): Promise<void> {
    const command = commandOf(this.#group.user(at), one);
    const method = writeOf(command);
    if (how !== "none" && method !== null) this.#group.faults.fail(method, how);
    this.#compare(command, await this.#group.ask(command), method === null ? "none" : how);
    if (method !== null) this.#group.faults.fail(method, "before", 0);
  }

  async #burst(
    asked: readonly { readonly user: number; readonly operation: Operation }[],
  ): Promise<void> {
    const commands = asked.map((each) => commandOf(this.#group.user(each.user), each.operation));
    const answers = await Promise.all(commands.map((command) => this.#group.ask(command)));
    for (const [at, answer] of answers.entries()) {
      const command = commands[at];
      assert(command);
      this.#compare(command, answer, "none");
    }
  }

  async #forget(): Promise<void> {
    // Pointers first: a fresh actor knows those that are stored.
    await this.#group.pass(2_500);
    await this.#group.forget();
    this.#model.forget();
  }

  #compare(command: MemberCommand, answer: GroupAnswer, how: Fault): void {
    const expected = this.#model.ask(command, how);
    assert.equal(wordOf(answer), expected, JSON.stringify(command));
    this.said.add(`${command.type} ${expected.split(" ")[0]}`);
  }

  #see(): void {
    for (const each of this.#group.users) {
      for (const frame of this.#group.take(each)) {
        if (frame.type === "message") {
          this.#seen.set(each, [...this.#seen.get(each) ?? [], frame.message]);
        }
        if (frame.type === "read") this.#seeRead(`${each} ${frame.user}`, frame.seq);
      }
    }
  }

  #seeRead(who: string, seq: number): void {
    assert.ok(seq > (this.#reads.get(who) ?? 0), `A read pointer was told to be at ${seq} again`);
    this.#reads.set(who, seq);
  }
}

function writeOf({ type }: MemberCommand): "append" | "amend" | "leave" | null {
  if (type === "send") return "append";
  if (type === "quit") return "leave";
  return type === "read" || type === "typing" ? null : "amend";
}

function lineOf(message: Pick<Message, "seq" | "kind" | "by">) {
  const { text = null, target = null } = message as { text?: string; target?: number };
  return { seq: message.seq, kind: message.kind, by: message.by, text, target };
}

Deno.test("[N6] a group's actor does what a plain model of a group does, while its store fails, too", async () => {
  const said = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
      const both = await ActorAndModel.open();
      for (const one of steps) await both.take(one);
      await both.check();
      for (const word of both.said) said.add(word);
    }),
    { numRuns: 300 },
  );
  const wanted = ["send", "edit", "erase", "react"].flatMap((type) =>
    ["done", "repeated", "unavailable", "not_member"].map((word) => `${type} ${word}`)
  ).concat(
    "edit not_yours",
    "react no_such_message",
    "read no_such_message",
    "quit done",
    "quit unavailable",
  );
  assert.deepEqual(wanted.filter((word) => !said.has(word)), [], "Never said");
});
