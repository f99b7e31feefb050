// Fills an empty database with users, their sessions and groups of three, straight through the
// store: 900 sign-ups would measure Argon2 first. The passwords are none that anyone could log in
// with.

import { v7 } from "uuid";
import { systemClock } from "../../protocol/clock.ts";
import type {
  GroupId,
  Id,
  MessageId,
  SessionId,
  TicketId,
  User,
  UserId,
} from "../../protocol/domain.ts";
import { openDatabase } from "../../db/open.ts";
import type { Store } from "../../db/store/store.ts";
import { createTokens } from "../../routes/auth/tokens.ts";

/** One user's place in one group, and the cookie to take it with. */
export interface Seat {
  readonly user: UserId;
  readonly group: GroupId;
  readonly cookie: string;
}

export interface SeedOptions {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly groups: number;
  /** What the server's SESSION_KEY will be. */
  readonly sessionKey: string;
}

const profile = { birthDate: "1990-05-17", sex: "other" } as const;
const dayMs = 86_400_000;
/** Groups made at a time. */
const together = 10;

/** The seats of each group, group by group. */
export async function seed(options: SeedOptions): Promise<Seat[]> {
  const { dataDir, databaseUrl, groups, sessionKey } = options;
  const signal = new AbortController().signal;
  const onLost = (sentence: string): never => {
    throw new Error(sentence);
  };
  const { store, close } = await openDatabase({
    dataDir,
    databaseUrl,
    signal,
    clock: systemClock,
    onLost,
  });
  const tokens = createTokens(sessionKey);
  const seats: Seat[] = [];
  try {
    for (let made = 0; made < groups; made += together) {
      const count = Math.min(together, groups - made);
      const batch = await Promise.all(
        Array.from({ length: count }, () => seedGroup(store, tokens)),
      );
      seats.push(...batch.flat());
    }
  } finally {
    await close();
  }
  return seats;
}

async function seedGroup(store: Store, tokens: ReturnType<typeof createTokens>): Promise<Seat[]> {
  const at = new Date().toISOString();
  const criteria = { sex: "any", age: null, widen: false } as const;
  const people: { readonly user: User; readonly session: SessionId; readonly ticket: TicketId }[] =
    [];
  for (let seat = 0; seat < 3; seat++) {
    const user = { id: newId<"user">(), username: `bench-${crypto.randomUUID().slice(0, 18)}` };
    const [session, ticket] = [newId<"session">(), newId<"ticket">()];
    const expiresAt = new Date(Date.now() + dayMs).toISOString();
    await store.createUser({ user, profile, usernameKey: user.username, passwordHash: "none", at });
    await store.openSession({ id: session, user: user.id, createdAt: at, expiresAt });
    await store.placeTickets([{ id: ticket, user: user.id, criteria, at }], null);
    people.push({ user, session, ticket });
  }
  const group = newId<"group">();
  const tickets = people.map(({ ticket, user }) => ({ id: ticket, user: user.id }));
  const [formed] = await store.formGroups([{
    why: { ageSpan: 0, sameSex: true, widened: [] },
    id: group,
    messageId: newId<"message">() as MessageId,
    at,
    tickets,
  }]);
  if (!formed) throw new Error("The database refused a group of three new users");
  return await Promise.all(people.map(async ({ user, session }) => {
    return { user: user.id, group, cookie: `trio=${await tokens.sign(session)}` };
  }));
}

function newId<Name extends string>(): Id<Name> {
  return v7() as Id<Name>;
}
