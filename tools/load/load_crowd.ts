// The users of a run: brings them to the server, lets them talk, and takes them away again.

import type { GroupId } from "../../protocol/domain.ts";
import { Client } from "../client.ts";
import { type Arrival, arrive, askForTrio, nameOf, pickLanguage } from "./arrival.ts";
import { delay } from "./delay.ts";
import { LoadUser, type LoadUserDeps } from "./load_user.ts";
import type { Options } from "./options.ts";
import { mostPerSecond } from "./outgoing.ts";
import { noSocket, rateTooHigh, Trouble } from "./trouble.ts";

export interface CrowdDeps extends LoadUserDeps {
  readonly options: Options;
  readonly signal: AbortSignal;
}

/** Done at a time: sign-ups hash, and a server hashes as many at a time as it has cores. */
const lanes = 4;
const lookEachMs = 50;
const connectWithinMs = 30_000;
const formWithinMs = 60_000;
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
    const first = await this.#bringOne(1);
    if (first.limits !== null) {
      const { framesPerSecond } = first.limits;
      const most = mostPerSecond(first.limits);
      if (rate / count > most) throw rateTooHigh({ users: count, rate, most, framesPerSecond });
    }
    const authors = Array.from({ length: count - 1 }, (_, at) => at + 2);
    await inLanes(authors, async (author) => {
      if (!this.#deps.signal.aborted) await this.#bringOne(author);
    });
    await this.#allInGroups();
  }

  arrivalOf({ client }: Pick<LoadUser, "client">): Arrival {
    const { options: { url }, signal } = this.#deps;
    return { client, url, password: this.#password, language: this.#language, signal };
  }

  /** Ends all sockets. */
  close(): void {
    for (const user of this.users) user.close();
  }

  /** Takes back what waits for anybody: tickets and seats; or the accounts, and all with them. */
  async clear(): Promise<void> {
    const body = { password: this.#password };
    await inLanes(this.users, async ({ client, group }) => {
      if (this.#deps.options.delete) await client.request("DELETE", "/api/me", body);
      else if (group !== null) await client.delete(`/api/groups/${group}/membership`);
      else await client.delete("/api/ticket");
    });
  }

  async #bringOne(author: number): Promise<LoadUser> {
    const { options, checker } = this.#deps;
    const client = new Client(options.url);
    const name = nameOf(this.#runName, author);
    const arrival = this.arrivalOf({ client });
    const account = await arrive(name, arrival);
    checker.add({ id: account.id, name, author });
    const user = new LoadUser(this.#deps, client, account, author);
    this.users.push(user);
    user.connect();
    await this.#connected(user);
    await askForTrio(arrival);
    return user;
  }

  async #connected(user: LoadUser): Promise<void> {
    const { now, signal } = this.#deps;
    const until = now() + connectWithinMs;
    while (!user.isConnected && !signal.aborted) {
      if (now() > until) throw noSocket(user.ending);
      await delay(lookEachMs);
    }
  }

  async #allInGroups(): Promise<void> {
    const { now, signal } = this.#deps;
    const wanted = this.users.length - this.users.length % groupSize;
    const until = now() + formWithinMs;
    while (this.talking.length < wanted && !signal.aborted) {
      if (now() > until) {
        throw new Trouble(
          `${wanted} users asked for a trio, and after ${formWithinMs / 1_000} s only ` +
            `${this.talking.length} are in one: look at the server's log`,
        );
      }
      await delay(lookEachMs);
    }
  }
}

/** Runs a task for each item, a few at a time. */
export async function inLanes<Item>(
  items: readonly Item[],
  task: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const goOn = async () => {
    for (const item of left) await task(item);
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
