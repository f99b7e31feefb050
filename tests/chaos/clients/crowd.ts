// The members of all groups, who talk at a pace.

import type { GroupId } from "../../../protocol/domain.ts";
import { Client } from "../../../tools/client.ts";
import type { Random } from "../../../tools/random.ts";
import type { MemberHistory } from "../checks/history.ts";
import type { Cast } from "./cast.ts";
import { Member, type Meter } from "./member.ts";

export interface CrowdOptions {
  readonly url: string;
  readonly members: Cast["members"];
  readonly random: Random;
  readonly meter: Meter;
}

const tickMs = 10;
/** Sockets opened at a time. */
const together = 25;
/** Some send several texts before the first one is acknowledged, which the page never does. */
const mostInFlight = 3;

export class Crowd {
  readonly groups: ReadonlyMap<GroupId, readonly Member[]>;
  readonly #members: readonly Member[];
  readonly #random: Random;
  #talking: ReturnType<typeof setInterval> | undefined;

  constructor({ url, members, random, meter }: CrowdOptions) {
    this.#random = random;
    this.#members = members.map(({ group, cookie }, at) => {
      const client = new Client(url);
      client.cookie = cookie;
      return new Member({
        url,
        client,
        author: at + 1,
        group,
        random: random.fork(),
        // One of each group.
        mostInFlight: at % 3 === 0 ? mostInFlight : 1,
        meter,
      });
    });
    this.groups = Map.groupBy(this.#members, ({ history }) => history.group as GroupId);
  }

  get histories(): MemberHistory[] {
    return this.#members.map(({ history }) => history);
  }

  get complaints(): string[] {
    return this.#members.flatMap(({ complaints, history: { author } }) =>
      [...new Set(complaints)].map((complaint) => `The member ${author} ${complaint}`)
    );
  }

  /** Resolves once all are connected. */
  async connect(): Promise<void> {
    for (let from = 0; from < this.#members.length; from += together) {
      const some = this.#members.slice(from, from + together);
      for (const member of some) member.connect();
      while (!some.every(({ isConnected }) => isConnected)) await pause(tickMs);
    }
  }

  /** From now on so many texts a second are written, by members of chance. */
  talk(perSecond: number): void {
    let [written, from] = [0, performance.now()];
    this.#talking = setInterval(() => {
      const due = (performance.now() - from) * perSecond / 1_000;
      // What could not be written in time, since this process was busy, is not made up for.
      if (due - written > perSecond) [written, from] = [0, performance.now()];
      for (; written < due; written++) this.#random.pick(this.#members)?.say();
    }, tickMs);
  }

  /** In each group one member who is connected says something at once. */
  probe(): void {
    for (const members of this.groups.values()) {
      (this.#random.pick(members.filter(({ isConnected }) => isConnected)) ?? members[0])?.say();
    }
  }

  hush(): void {
    clearInterval(this.#talking);
  }

  /** Whether all are connected, and few texts of anybody wait. */
  get isCalm(): boolean {
    return this.#members.every(({ isConnected, owed }) => isConnected && owed <= 2);
  }

  /** Whether nothing is under way and each one holds as much as the others of the group. */
  get isSettled(): boolean {
    return this.groups.values().every((members) =>
      members.every((one) => one.owed === 0 && one.isConnected && one.head === members[0]?.head)
    );
  }

  /** What those wait for who are behind the others, or are not answered. */
  get unsettled(): string[] {
    return [...this.groups.values()].flatMap((members) => {
      const most = Math.max(...members.map(({ head }) => head));
      return members.filter(({ head, owed, isConnected }) =>
        head < most || owed > 0 || !isConnected
      ).map(({ waitsFor }) => waitsFor);
    });
  }

  ping(): void {
    for (const member of this.#members) member.ping();
  }

  close(): void {
    this.hush();
    for (const member of this.#members) member.close();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
