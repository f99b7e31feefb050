// The users of a run: brings them to the server, lets them talk, and takes them away again.

import type { GroupId } from "../../protocol/domain.ts";
import { type Arrival, arrive, askForTrio, nameOf, pickLanguage } from "./arrival.ts";
import { delay } from "./delay.ts";
import { LoadUser, type LoadUserDeps } from "./load_user.ts";
import type { Options } from "./options.ts";
import { noSocket, rateTrouble, Trouble } from "./trouble.ts";

export interface CrowdDeps extends LoadUserDeps {
  readonly options: Options;
  readonly signal: AbortSignal;
}

/** Done at a time: sign-ups hash, and a server hashes as many at a time as it has cores. */
const lanes = 4;
const lookEachMs = 50;
const connectWithinMs = 30_000;
const formWithinMs = 15_000;
const groupSize = 3;

export class LoadCrowd {
  readonly users: LoadUser[] = [];
  readonly #deps: CrowdDeps;
  readonly #runName: string;
  readonly #password: string;
  readonly #language: string;

  /** `runId` is a random UUID. */
  constructor(deps: CrowdDeps, runId: string) {
    this.#deps = deps;
    this.#runName = runId.slice(0, 8);
    this.#password = `pw ${runId}`;
    this.#language = pickLanguage(deps.random);
  }

  /** Users who are in a group. */
  get talking(): LoadUser[] {
    return this.users.filter(({ group }) => group !== null);
  }

  /** Signs all of them up and has the server match them; ends early by the signal. */
  async bring(): Promise<void> {
    const { users: count, rate } = this.#deps.options;
    const { limits } = await this.#bringOne(1);
    const trouble = limits && rateTrouble(count, rate, limits.framesPerSecond);
    if (trouble !== null) throw trouble;
    const authors = Array.from({ length: count - 1 }, (_, at) => at + 2);
    await inLanes(authors, async (author) => {
      if (!this.#deps.signal.aborted) await this.#bringOne(author);
    });
    await this.#allInGroups();
  }

  arrivalOf({ session }: LoadUser): Arrival {
    const { options: { url }, signal } = this.#deps;
    return { session, url, password: this.#password, language: this.#language, signal };
  }

  /** Ends all sockets. */
  close(): void {
    for (const user of this.users) user.close();
  }

  /**
   * Takes back what waits for anybody: tickets and places; or the accounts, and all with them.
   * Gives of how many users that could not be done within `ms`.
   */
  async clear(ms: number): Promise<number> {
    const until = this.#deps.now() + ms;
    let left = this.users.length;
    await inLanes(this.users, async ({ session: { api }, group }) => {
      if (this.#deps.now() > until) return;
      const { ok } = this.#deps.options.delete
        ? await api.deleteAccount(this.#password)
        : group !== null
        ? await api.quit(group)
        : await api.withdrawTicket();
      if (ok) left--;
    });
    return left;
  }

  async #bringOne(author: number): Promise<LoadUser> {
    const user = new LoadUser(this.#deps, author);
    const arrival = this.arrivalOf(user);
    const name = nameOf(this.#runName, author);
    await arrive(name, arrival);
    this.users.push(user);
    await this.#connected(user);
    this.#deps.checker.add({ id: user.me.id, name, author });
    await askForTrio(arrival);
    return user;
  }

  async #connected(user: LoadUser): Promise<void> {
    const { now, signal } = this.#deps;
    const until = now() + connectWithinMs;
    let error: unknown = null;
    user.session.start().catch((reason) => error = reason);
    while (!user.isConnected && !signal.aborted) {
      if (error !== null) throw noSocket(String(error));
      if (now() > until) throw noSocket(user.ending);
      await delay(lookEachMs);
    }
  }

  /**
   * Waits until nobody more is put in a group than are. One or two are left over where the users
   * are no multiple of three, or where somebody was matched with what another run has left behind.
   */
  async #allInGroups(): Promise<void> {
    const { now, signal } = this.#deps;
    const wanted = this.users.length - this.users.length % groupSize;
    let [grouped, since] = [0, now()];
    while (grouped < wanted && now() < since + formWithinMs && !signal.aborted) {
      await delay(lookEachMs);
      const { length } = this.talking;
      if (length !== grouped) [grouped, since] = [length, now()];
    }
    if (grouped === 0 && !signal.aborted) {
      const [waited, count] = [formWithinMs / 1_000, this.users.length];
      throw new Trouble(
        `${count} users asked for a trio, and nobody was in one for ${waited} s: look at the server's log`,
      );
    }
  }
}

/** Runs a task for each item, a few at a time, until one fails. */
export async function inLanes<Item>(
  items: readonly Item[],
  task: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  let hasFailed = false;
  const goOn = async () => {
    for (const item of left) {
      if (hasFailed) return;
      await task(item).catch((error) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, goOn));
}

/** The groups that users are in, each with those users. */
export function groupsOf(users: readonly LoadUser[]): Map<GroupId, LoadUser[]> {
  const groups = new Map<GroupId, LoadUser[]>();
  for (const user of users) {
    const { group } = user;
    if (group !== null) groups.set(group, [...groups.get(group) ?? [], user]);
  }
  return groups;
}
