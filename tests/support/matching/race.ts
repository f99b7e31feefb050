// Two matchmakers over one store: what they are asked, the order in which the store's calls end,
// and who is put into which group.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { MatchmakerCommand } from "../../../actors/matchmaker/command.ts";
import type { GroupId, MessageId, UserId } from "../../../protocol/domain.ts";
import type { NewJoin } from "../../../db/store/seats.ts";
import type { Store } from "../../../db/store/store.ts";
import type { NewGroup, Used } from "../../../db/store/tickets.ts";
import { anyone, formTrio, newId, noon, signUp } from "../store/store_cast.ts";
import type { Tally } from "./tally.ts";

const cast = 8;

export interface Order {
  /** Which of the two matchmakers. */
  readonly to: number;
  readonly type:
    | "place"
    | "place"
    | "withdraw"
    | "open_seat"
    | "close_seat"
    | "block"
    | "unblock"
    | "parted"
    | "end_partnership";
  readonly who: number;
  readonly other: number;
}

export const order: fc.Arbitrary<Order> = fc.record({
  to: fc.nat(1),
  type: fc.constantFrom(
    ...[
      "place",
      "place",
      "place",
      "place",
      "open_seat",
      "withdraw",
      "open_seat",
      "close_seat",
    ] as const,
    ...["block", "unblock", "parted", "end_partnership"] as const,
  ),
  who: fc.nat(cast - 1),
  other: fc.nat(cast - 1),
});

/**
 * A store that passes calls on when the scheduler says so, and checks that no ticket is used twice.
 */
export function interleaved(inner: Store, scheduler: fc.Scheduler, tally: Tally): Store {
  const used = new Set<string>();
  const use = (tickets: readonly Used[], what: string) => {
    tally.count(what);
    for (const { id, user } of tickets) {
      assert(!used.has(`${id} ${user}`), "A ticket was used twice");
      used.add(`${id} ${user}`);
    }
  };
  return new Proxy(inner, {
    get(target, method) {
      const call = Reflect.get(target, method) as (...values: unknown[]) => Promise<unknown>;
      return async (...values: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), String(method));
        const answer = await call.apply(target, values);
        if (method === "formGroups") {
          const groups = values[0] as readonly NewGroup[];
          (answer as boolean[]).forEach((isFormed, at) => {
            if (isFormed) use(groups[at]?.tickets ?? [], "formed");
            else tally.count("refused");
          });
        }
        if (method === "joinGroup") {
          if (answer !== null) use((values[0] as NewJoin).newcomers, "joined");
          else tally.count("join refused");
        }
        return answer;
      };
    },
  });
}

/** Eight people: two in a group that a third has quit, a pair of partners, and others. */
export async function settle(store: Store) {
  const { anna, bob, chloe, group } = await formTrio(store);
  const message = {
    seq: 2,
    kind: "left",
    id: newId<"message">() as MessageId,
    by: anna.id,
    at: noon,
  } as const;
  assert.equal(await store.leave({ group, message }), "stored");
  const others = [];
  for (let at = 3; at < cast; at++) others.push(await signUp(store, `p${at}`));
  const [inviter, partner] = others;
  assert(inviter && partner);
  const hash = "0".repeat(64);
  await store.createInvite({
    hash,
    inviter: inviter.id,
    at: noon,
    expiresAt: "2099-01-01T00:00:00.000Z",
  });
  assert.equal((await store.acceptInvite(hash, partner.id, noon)).type, "accepted");
  return { users: [anna, bob, chloe, ...others].map(({ id }) => id), group };
}

export function commandOf(
  { type, who, other }: Order,
  users: readonly UserId[],
  group: GroupId,
): MatchmakerCommand {
  const [user, another] = [users[who], users[other]];
  assert(user && another);
  switch (type) {
    case "place":
      return { type, user, criteria: anyone };
    case "open_seat":
      return { type, user, group, criteria: null };
    case "close_seat":
      return { type, user, group };
    case "block":
    case "unblock":
      return { type, user, other: who === other ? users[(other + 1) % cast] ?? user : another };
    case "parted":
      return { type, users: [user, another] };
    case "withdraw":
    case "end_partnership":
      return { type, user };
  }
}

export async function checkGroups(store: Store, users: readonly UserId[]): Promise<void> {
  const met = new Set<string>();
  for (const user of users) {
    for (const { id, members } of await store.groups(user)) {
      const here = members.filter(({ leftAt }) => leftAt === null);
      assert(here.length <= 3 && new Set(here.map(({ id }) => id)).size === here.length);
      for (const { id: other } of here) {
        if (other === user) continue;
        assert(!met.has(`${user} ${other}`), "Two are together in two groups");
        met.add(`${user} ${other}`);
      }
      const logged = await store.messages(user, id, { before: null, limit: 200 });
      const seqs = logged?.messages.map(({ seq }) => seq) ?? [];
      assert.deepEqual(seqs, seqs.map((_, at) => (seqs[0] ?? 0) + at), "The log has a gap");
    }
  }
}
