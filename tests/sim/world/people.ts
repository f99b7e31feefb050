// The users of a simulated world, and their first trio, formed before any fault.

import { instantOf } from "../../../protocol/clock.ts";
import type { Criteria, User, UserId } from "../../../protocol/domain.ts";
import { createWorld } from "../../../actors/world.ts";
import type { Store } from "../../../db/store/store.ts";
import type { NewProfile } from "../../../db/store/users.ts";
import { settingsWith } from "./program.ts";
import { expiresAt, sessionOf } from "./reply.ts";
import type { Random } from "../../../tools/random.ts";
import { Time } from "./time.ts";

const names = ["anna", "bob", "chloe", "dora", "emil", "fay"] as const;
export const anyone = { sex: "any", age: null, widen: false } as const;

/**
 * Three to six users, of whom the first three are in a group. One who comes later may use the same
 * device as another, and where there are bots may be one.
 */
export async function settlePeople(
  store: Store,
  random: Random,
  { hasBots = false } = {},
): Promise<User[]> {
  const users = names.slice(0, random.whole(3, names.length)).map((username, index): User => {
    const id = random.id() as UserId;
    const isBot = hasBots && index > 0 && chanceOf(id, 8) % 3 === 0;
    return { id, username, ...(isBot && { bot: true }) };
  });
  const clock = new Time();
  const at = instantOf(clock.now());
  for (const [index, user] of users.entries()) {
    const isShared = index >= 3 && random.chance(0.2);
    const devices = [deviceOf(isShared ? random.whole(0, index - 1) : index)];
    const profile = profileOf(user, index);
    const account = { user, profile, usernameKey: user.username, passwordHash: "", at };
    const session = { id: sessionOf(user.id), user: user.id, createdAt: at, expiresAt };
    await store.createUser(account, session, { devices, networks: [] });
  }
  await formFirstTrio(users.slice(0, 3), store, random, clock);
  return users;
}

/**
 * The first three have a language in common. Of the others some have only another one. By the id,
 * which is of chance, so that nothing else in a world depends on it.
 */
function profileOf({ id }: User, index: number): NewProfile {
  const chance = chanceOf(id, 0);
  const spoken = [["en"], ["en"], ["en", "fr"], ["fr", "en"], ["fr"]];
  const languages = spoken[chance % (index < 3 ? 4 : 5)] ?? [];
  const interests = ["art", "books", "chess"].filter((_, at) => (chance >> at) % 2 === 1);
  return { birthDate: "1996-01-01", sex: "female", languages, interests };
}

/** From 0 to 255, by what stands at a place from the end of the id. */
function chanceOf(id: UserId, place: number): number {
  return Number.parseInt(id.slice(-2 - place, id.length - place), 16);
}

/**
 * What a user asks for: some always let bots in, some never, and the others each second time. By
 * the id, for the same reason.
 */
export function criteriaOf(id: UserId, times: number): Criteria {
  const kind = chanceOf(id, 4) % 4;
  return kind < 2 || (kind === 2 && times % 2 === 1) ? { ...anyone, bots: true } : anyone;
}

/** The hash of the device at which the user of that index has signed up, unless it is shared. */
export function deviceOf(index: number): string {
  return `device ${index}`;
}

async function formFirstTrio(
  users: readonly User[],
  store: Store,
  random: Random,
  clock: Time,
): Promise<void> {
  const { limits } = settingsWith({}, {});
  const rest = {
    history: "before",
    limits,
    resumeMessages: 1,
    idleMs: 1_000,
    metDays: 0,
    creditMs: 10_000,
    report() {},
  };
  const world = createWorld({ store, clock, newId: random.id, ...rest });
  const hasBots = users.some(({ bot }) => bot);
  for (const { id: user } of users) {
    const criteria = hasBots ? { ...anyone, bots: true } : criteriaOf(user, 0);
    await world.placement.askMatchmaker({ type: "place", user, criteria });
  }
  await world.stop();
}
