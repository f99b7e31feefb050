// Mutants of the world's parts, each wrong in one way, and the finding that must come of each.

import type { Message, MessageId, UserId } from "../../../protocol/domain.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import type { StoredGroup } from "../../../db/store/groups.ts";
import type { Store } from "../../../db/store/store.ts";
import type { NewGroup, OpenTicket, Seeker } from "../../../db/store/tickets.ts";
import { MemoryLocalStore } from "../../support/page/memory_local_store.ts";
import type { Mutation } from "../run/run.ts";

export interface Mutant {
  readonly name: string;
  /** New for each world, since it may have a memory. */
  readonly mutate: () => Mutation;
  readonly finding: RegExp;
}

const messageFrame = '{"type":"message"';
const readFrame = '{"type":"read"';

export const mutants: readonly Mutant[] = [
  {
    name: "a store that puts three together who have no language in common",
    finding: /put together without a language of all/,
    mutate: () => ({ store: withoutLanguages }),
  },
  {
    name: "a store that tells nobody who lets bots in",
    finding: /wait though they fit/,
    mutate: () => ({ store: withoutLettingIn }),
  },
  {
    name: "a store that acknowledges a message and loses it",
    finding: /shown before stored/,
    mutate: () => ({
      store: (store) => ({
        ...store,
        append: (added) =>
          added.message.seq % 5 === 0 ? Promise.resolve({ type: "stored" }) : store.append(added),
      }),
    }),
  },
  {
    name: "a store without its fence, which puts a message elsewhere when its place is taken",
    finding: /shown before stored/,
    mutate: () => ({
      store: (store) => ({ ...store, append: (added) => appendSomewhere(store, added) }),
    }),
  },
  {
    name: "a store that takes a repeated id for a new one",
    finding: /shown before stored/,
    mutate: () => ({
      store: (store) => ({
        ...store,
        async append(added) {
          const outcome = await store.append(added);
          return outcome.type === "repeated" ? { type: "stored" } : outcome;
        },
      }),
    }),
  },
  {
    name: "a store that keeps a text that was taken back",
    finding: /has a text that was erased|shows/,
    mutate: () => ({
      store: (store) => ({
        ...store,
        amend: (added) =>
          added.message.kind === "erased" ? store.append(added) : store.amend(added),
      }),
    }),
  },
  {
    name: "a store that forgets who left",
    finding: /to someone who left/,
    mutate: () => ({
      store: (store) => ({ ...store, groupMembers: (group) => membersOfAll(store, group) }),
    }),
  },
  {
    name: "a store that leaves out the first of the missed messages",
    finding: /resuming skipped|\d+ of \S+ after/,
    mutate: () => ({
      store: (store) => ({
        ...store,
        async messages(user, group, range) {
          const page = await store.messages(user, group, range);
          if (page === null || !("after" in range) || page.messages.length < 2) return page;
          return { ...page, messages: page.messages.slice(1) };
        },
      }),
    }),
  },
  {
    name: "a store that loses read pointers",
    finding: /still not settled: .* read to/,
    mutate: () => ({ store: (store) => ({ ...store, markRead: () => Promise.resolve() }) }),
  },
  {
    name: "a hub that swaps two messages",
    finding: /\d+ of \S+ after \d+/,
    mutate: () => ({ frames: swapping() }),
  },
  {
    name: "a hub that delivers a message twice",
    finding: /\d+ of \S+ after \d+/,
    mutate: () => ({ frames: (text) => text.startsWith(messageFrame) ? [text, text] : [text] }),
  },
  {
    name: "a hub that tells of a read pointer that moved back",
    finding: /: read \d+ of .* after \d+/,
    mutate: () => ({
      frames: (text) =>
        text.startsWith(readFrame)
          ? [text, text.replace(/"seq":(\d+)/, (_, seq) => `"seq":${seq - 1}`)]
          : [text],
    }),
  },
  {
    name: "a server that says nothing of who is out, and shows the group to them when asked",
    finding: /still not settled: .* still shows/,
    mutate: () => ({
      store: showingAll,
      frames: (text) => text.startsWith('{"type":"gone"') ? [] : [text],
    }),
  },
  {
    name: "a server that says nothing of who came",
    finding: /still not settled: .* offline/,
    mutate: () => ({
      frames: (text) =>
        text.startsWith('{"type":"presence"')
          ? []
          : [text.replaceAll('"online":true', '"online":false')],
    }),
  },
  {
    name: "a store that acknowledges a block and loses it",
    finding: /put together in spite of a block/,
    mutate: () => ({ store: (store) => ({ ...store, block: () => Promise.resolve(true) }) }),
  },
  {
    name: "a store that refuses to form groups",
    finding: /still not settled: .* wait though they fit/,
    mutate: () => ({
      store: (store) => ({
        ...store,
        formGroups: (groups) => Promise.resolve(groups.map(() => false)),
      }),
    }),
  },
  {
    name: "a server that says nothing of tickets",
    finding: /still not settled: .* shows the ticket/,
    mutate: () => ({ frames: without("ticket") }),
  },
  {
    name: "a server that says nothing of partners",
    finding: /still not settled: .* shows the partner/,
    mutate: () => ({ frames: without("partner") }),
  },
  {
    name: "a server that says nothing of the last message of a group",
    finding: /still not settled: .* lists undefined of \d+ as the last/,
    mutate: () => ({ frames: withoutLast }),
  },
  {
    name: "a store that wakes nobody",
    finding: /still not settled: .* shows the ticket \S+, stored is undefined/,
    mutate: () => ({
      store: (store) => ({
        ...store,
        async comeBack(user, at) {
          await store.noteSeen([{ user, at }]);
          return { hasWoken: false, seats: [], places: [] };
        },
      }),
    }),
  },
  {
    name: "a store that lets who is away leave before anybody comes",
    finding: /left for being away, and nobody came in/,
    mutate: () => ({
      store: (store) => ({
        ...store,
        async openSeat(seat, metSince) {
          const outcome = await store.openSeat(seat, metSince);
          const by = outcome.type === "placed" ? outcome.ticket.placeOf : null;
          if (by !== null) await leaveAway(store, seat, by);
          return outcome;
        },
      }),
    }),
  },
  {
    name: "a browser that keeps nothing over a reload",
    finding: /has lost/,
    mutate: () => ({ newLocalStore: () => Object.assign(new MemoryLocalStore(), { put() {} }) }),
  },
];

async function leaveAway(
  store: Store,
  { group, at, id }: Parameters<Store["openSeat"]>[0],
  by: UserId,
): Promise<void> {
  const seq = ((await store.groupMembers(group))?.lastSeq ?? 0) + 1;
  const left = {
    kind: "left",
    seq,
    id: id as string as MessageId,
    by,
    at,
    reason: "away",
  } as const;
  await store.leave({ group, message: left });
}

async function appendSomewhere(store: Store, added: Parameters<Store["append"]>[0]) {
  const outcome = await store.append(added);
  if (outcome.type !== "conflict") return outcome;
  const stored = await store.groupMembers(added.group);
  const message = { ...added.message, seq: (stored?.lastSeq ?? 0) + 1 } as Message;
  await store.append({ ...added, message });
  return { type: "stored" } as const;
}

/** Everybody speaks the same, as far as matching is told; and the guard of members is lifted. */
function withoutLanguages(store: Store): Store {
  return {
    ...retold(store, (seeker) => ({ profile: { ...seeker.profile, languages: ["en"] } })),
    formGroups: (groups) => evenSo(store, groups, (given) => store.formGroups(given)),
  };
}

/** Nobody lets bots in, as far as matching is told. */
function withoutLettingIn(store: Store): Store {
  return retold(store, ({ criteria: { bots: _bots, ...criteria } }) => ({ criteria }));
}

/** Tells of those who wait otherwise than they are. */
function retold(store: Store, change: (seeker: Seeker) => Partial<Seeker>): Store {
  const seen = (seeker: Seeker): Seeker => ({ ...seeker, ...change(seeker) });
  const retell = <Ticket extends OpenTicket>(ticket: Ticket): Ticket => ({
    ...ticket,
    seekers: ticket.seekers.map(seen),
  });
  return {
    ...store,
    async openTicket(user, metSince) {
      const ticket = await store.openTicket(user, metSince);
      return ticket && retell(ticket);
    },
    openTickets: async (...asked) => (await store.openTickets(...asked)).map(retell),
    async placeTickets(tickets, metSince) {
      const placed = await store.placeTickets(tickets, metSince);
      return placed.map((one) =>
        one.type === "placed" ? { ...one, ticket: retell(one.ticket) } : one
      );
    },
  };
}

/** Runs something while all of these users have one language in the store. */
async function evenSo<Outcome>(
  store: Store,
  groups: readonly NewGroup[],
  run: (groups: readonly NewGroup[]) => Promise<Outcome>,
): Promise<Outcome> {
  const users = groups.flatMap(({ tickets }) => tickets.map(({ user }) => user));
  for (const user of users) {
    const account = await store.account(user);
    if (account?.profile) {
      const profile = { ...account.profile, languages: ["en"] };
      await store.setProfile(user, profile, groups[0]?.at ?? "");
    }
  }
  return await run(groups);
}

/** Shows a group to everybody who names it, as it was shown to another user before. */
function showingAll(store: Store): Store {
  const seen = new Map<string, StoredGroup>();
  return {
    ...store,
    async group(user, id) {
      const group = await store.group(user, id) ?? seen.get(id) ?? null;
      if (group !== null) seen.set(id, group);
      return group;
    },
  };
}

async function membersOfAll(store: Store, group: Parameters<Store["groupMembers"]>[0]) {
  const stored = await store.groupMembers(group);
  return stored &&
    { ...stored, members: stored.members.map((member) => ({ ...member, leftAt: null })) };
}

/** Leaves out the frames of a type, and what "ready" says of it. */
function without(type: "ticket" | "partner"): (text: string) => readonly string[] {
  return (text) => {
    const frame: ServerFrame = JSON.parse(text);
    if (frame.type === type) return [];
    return [frame.type === "ready" ? JSON.stringify({ ...frame, [type]: null }) : text];
  };
}

/** Leaves out what "ready" says of the end of each log. */
function withoutLast(text: string): readonly string[] {
  const frame: ServerFrame = JSON.parse(text);
  if (frame.type !== "ready") return [text];
  const groups = frame.groups.map((group) => ({ ...group, last: null }));
  return [JSON.stringify({ ...frame, groups })];
}

/** Every seventh message waits for the next one of any line. */
function swapping(): (text: string) => readonly string[] {
  let count = 0;
  let held: string | null = null;
  return (text) => {
    if (!text.startsWith(messageFrame)) return [text];
    if (held === null && ++count % 7 === 0) {
      held = text;
      return [];
    }
    const both = held === null ? [text] : [text, held];
    held = null;
    return both;
  };
}
