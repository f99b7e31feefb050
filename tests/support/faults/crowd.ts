// Several groups of three that talk at once under faults, and what must hold of their logs in the
// end.

import assert from "node:assert/strict";
import type { GroupId, Message } from "../../../protocol/domain.ts";
import { Client } from "../../../tools/client.ts";
import { Random } from "../../../tools/random.ts";
import { formTrio } from "../server/trio.ts";
import { Chatter } from "./chatter.ts";
import { assertLog } from "./log_check.ts";

interface Party {
  readonly group: GroupId;
  readonly members: readonly { readonly chatter: Chatter; readonly cookie: string }[];
}

interface Waiting {
  readonly isTrue: () => boolean;
  readonly resolve: () => void;
}

export interface CrowdOptions {
  readonly groups: number;
  readonly seed: number;
}

/** Signs up the people and forms their groups. */
export async function gather(url: string, { groups, seed }: CrowdOptions): Promise<Crowd> {
  const waiting = new Set<Waiting>();
  const onChange = () => {
    for (const one of waiting) if (one.isTrue()) one.resolve();
  };
  const parties: Party[] = [];
  for (let number = 0; number < groups; number++) {
    const { group, people } = await formTrio(url, `crowd${number}`);
    const members = people.map(({ cookie }, place) => {
      const random = new Random(seed + number * 3 + place);
      return {
        cookie,
        chatter: new Chatter({ group, name: `${number}.${place}`, random, onChange }),
      };
    });
    parties.push({ group, members });
  }
  return new Crowd(parties, waiting);
}

export class Crowd {
  readonly #parties: readonly Party[];
  readonly #waiting: Set<Waiting>;
  #talks: readonly Promise<void>[] = [];
  #begunAt = 0;

  constructor(parties: readonly Party[], waiting: Set<Waiting>) {
    this.#parties = parties;
    this.#waiting = waiting;
  }

  get chatters(): Chatter[] {
    return this.#parties.flatMap(({ members }) => members.map(({ chatter }) => chatter));
  }

  get acknowledged(): number {
    return this.#sum(({ acknowledged }) => acknowledged.size);
  }

  get owed(): number {
    return this.#sum(({ owed }) => owed);
  }

  /** How many times a frame was sent again. */
  get repeats(): number {
    return this.#sum(({ repeats }) => repeats);
  }

  /** How many of them were stored already. */
  get doubtful(): number {
    return this.#sum(({ doubtful }) => doubtful);
  }

  /** How long each refusal took to come, in ms. */
  get refusals(): number[] {
    return this.chatters.flatMap(({ refusals }) => refusals.map(({ tookMs }) => tookMs));
  }

  /** All connect and talk. */
  begin(url: string): void {
    this.#begunAt = performance.now();
    this.#talks = this.#parties.flatMap(({ members }) =>
      members.map(({ chatter, cookie }) => chatter.talk(personAt(url, cookie)))
    );
  }

  /** Resolves when every line has ended, as it does with the server. */
  async ended(): Promise<void> {
    await Promise.all(this.#talks);
  }

  /** Waits for a condition. Rejects when a line ends before, or a promise is broken. */
  async until(isTrue: () => boolean): Promise<void> {
    if (isTrue()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = { isTrue, resolve };
    this.#waiting.add(waiting);
    const anyEnd = this.#talks.map((talk) => talk.then(() => assert.fail("A line ended")));
    try {
      await Promise.race([promise, ...anyEnd]);
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /**
   * Waits until so many more frames are acknowledged, and on every line at least one: a line that
   * is still opening when the database goes away is sent away with it, as it should be.
   */
  async talked(more: number): Promise<void> {
    const enough = this.acknowledged + more;
    await this.until(() =>
      this.acknowledged >= enough &&
      this.chatters.every(({ lastAcknowledgedAt }) => lastAcknowledgedAt > this.#begunAt)
    );
  }

  /** Waits until in each group a frame that was sent after this instant was refused. */
  async refusedSince(at: number): Promise<void> {
    await this.until(() =>
      this.#parties.every(({ members }) =>
        members.some(({ chatter }) => (chatter.refusals.at(-1)?.sentAt ?? 0) > at)
      )
    );
  }

  /** Waits until in each group a frame was acknowledged; the time to that, for each group. */
  async acknowledgedSince(at: number): Promise<number[]> {
    const firsts = new Map<Party, number>();
    await this.until(() => {
      for (const party of this.#parties) {
        const latest = Math.max(...party.members.map(({ chatter }) => chatter.lastAcknowledgedAt));
        if (latest > at && !firsts.has(party)) firsts.set(party, latest - at);
      }
      return firsts.size === this.#parties.length;
    });
    return [...firsts.values()];
  }

  /** Lets all send what is owed, then holds each log against what was sent, acknowledged, shown. */
  async settle(url: string): Promise<void> {
    for (const chatter of this.chatters) chatter.stop();
    await this.until(() => this.owed === 0);
    await Promise.all(this.chatters.map((chatter) => chatter.close()));
    await this.ended();
    for (const { group, members } of this.#parties) {
      const chatters = members.map(({ chatter }) => chatter);
      for (const { chatter, cookie } of members) {
        const log = await readLog(personAt(url, cookie), group);
        await chatter.catchUp(personAt(url, cookie), log.length);
        assertLog(log, chatters);
      }
    }
  }

  #sum(count: (chatter: Chatter) => number): number {
    return this.chatters.reduce((sum, chatter) => sum + count(chatter), 0);
  }
}

/** A person at the server's new address: the session outlives the process. */
export function personAt(url: string, cookie: string): Client {
  const client = new Client(url);
  client.cookie = cookie;
  return client;
}

/** The whole log, over HTTP. */
export async function readLog(client: Client, group: GroupId): Promise<Message[]> {
  const log: Message[] = [];
  for (let more = true; more;) {
    const path = `/api/groups/${group}/messages?after=${log.length}&limit=200`;
    const { status, body } = await client.get<{ messages: Message[]; more: boolean }>(path);
    assert.equal(status, 200);
    log.push(...body.messages);
    more = body.more;
  }
  return log;
}
