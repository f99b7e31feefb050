// One simulated person on the public protocol: signs up, keeps a socket through outages, asks for a
// trio when told to, talks in a trio with a real person, and leaves a trio without one.

import type { Group, GroupId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import { Client, type Line, type NewAccount } from "../client.ts";
import { Conversation } from "./conversation.ts";
import type { Random } from "./people.ts";
import { pause } from "./pause.ts";

export interface BotDeps {
  readonly url: string;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Called when something that `Bot` tells has changed. */
  readonly changed: () => void;
  /** Called when a trio formed; `persons` are its members who are no bots, one at least. */
  readonly met: (bot: Bot, persons: readonly string[]) => void;
  /** Called when the server cannot be reached, or can again (null). */
  readonly outage: (why: string | null) => void;
}

/** After so long a silence a socket is taken for lost. */
const patienceMs = 20_000;
/** Often enough that a sound socket is never silent for so long. */
const pingEveryMs = 8_000;
/** A server that does not answer is not waited for longer. */
const retireMs = 5_000;
const retry = { leastMs: 500, mostMs: 10_000 };

export class Bot {
  readonly name: string;
  readonly #deps: BotDeps;
  readonly #account: Required<NewAccount>;
  readonly #client: Client;
  readonly #conversations = new Map<GroupId, Conversation>();
  /** Trios without a real person, which it is leaving. */
  readonly #shunned = new Set<GroupId>();
  #line: Line | null = null;
  #wants = false;
  #placed = false;
  #asking: Promise<void> = Promise.resolve();
  #hasMet = false;
  #freeSince = 0;

  constructor(deps: BotDeps, account: Required<NewAccount>) {
    this.#deps = deps;
    this.#account = account;
    this.#client = new Client(deps.url, { patienceMs });
    this.name = account.username;
  }

  /** Whether it asks for a trio, or will as soon as it can. */
  get waits(): boolean {
    return this.#wants;
  }

  /** Whether the server has its request. */
  get placed(): boolean {
    return this.#wants && this.#placed;
  }

  /** Whether it is in a trio. */
  get busy(): boolean {
    return this.#conversations.size > 0;
  }

  /** Whether it ever was in a trio. */
  get hasMet(): boolean {
    return this.#hasMet;
  }

  /** When its last trio ended, in ms since 1970. */
  get freeSince(): number {
    return this.#freeSince;
  }

  /** One attempt to sign up: the status; throws when the server cannot be reached. */
  async signUp(): Promise<number> {
    return (await this.#client.signUp(this.#account)).status;
  }

  /**
   * Lives until the signal, then withdraws its ticket and leaves its trios: nobody waits for an
   * answer of one that is gone. Ends early when its account is gone.
   */
  async live(): Promise<void> {
    const { signal, outage, random } = this.#deps;
    for (let failures = 0; !signal.aborted;) {
      try {
        if (!await this.#session(() => failures = 0)) break;
        outage(null);
      } catch (error) {
        if (!signal.aborted) outage(error instanceof Error ? error.message : String(error));
        const most = Math.min(retry.mostMs, retry.leastMs * 2 ** failures++);
        await pause(retry.leastMs + random() * most, signal);
      }
    }
    // A request in flight could otherwise arrive after the withdrawal, and wait for ever.
    await this.#asking;
    if (signal.aborted) {
      const given = new AbortController();
      await Promise.race([this.#retire().catch(() => null), pause(retireMs, given.signal)]);
      given.abort();
    }
    this.#wants = false;
    this.#conversations.clear();
    this.#deps.changed();
  }

  async #retire(): Promise<void> {
    // Also without a wish: the ticket may be one of which it was not told.
    await this.#client.delete("/api/ticket");
    const { status, body } = await this.#client.get<{ groups: readonly Group[] }>("/api/groups");
    if (status !== 200) return;
    for (const { id } of body.groups) await this.#client.delete(`/api/groups/${id}/membership`);
  }

  /** Asks for a trio with anyone; while the server is away, as soon as it is back. */
  wait(): Promise<void> {
    this.#wants = true;
    this.#placed = false;
    if (this.#line !== null) this.#asking = this.#ask(this.#line);
    return this.#asking;
  }

  async #ask(line: Line): Promise<void> {
    const criteria = { sex: "any", age: null, widen: false } as const;
    const { status } = await this.#client.put("/api/ticket", { criteria }).catch(() => ({
      status: 0,
    }));
    if (status !== 200) await line.close();
    this.#placed = status === 200;
    this.#deps.changed();
  }

  /** One socket from hello to its end; false when the account is gone. */
  async #session(ready: () => void): Promise<boolean> {
    const { status } = await this.#client.get("/api/me");
    if (status === 401) {
      const login = await this.#client.logIn(this.#account.username, this.#account.password);
      if (login.status === 401) return false;
    }
    const line = await this.#client.connect();
    const stop = (): void => void line.close();
    const pings = setInterval(() => line.send({ type: "ping" }), pingEveryMs);
    this.#deps.signal.addEventListener("abort", stop);
    try {
      await this.#begin(line);
      ready();
      this.#deps.outage(null);
      while (!this.#deps.signal.aborted) this.#hear(line, await line.next(() => true));
    } finally {
      clearInterval(pings);
      this.#deps.signal.removeEventListener("abort", stop);
      this.#line = null;
      for (const conversation of this.#conversations.values()) conversation.pause();
      await line.close();
    }
    return true;
  }

  async #begin(line: Line): Promise<void> {
    const since = Object.fromEntries([...this.#conversations].map(([id, { seq }]) => [id, seq]));
    const { groups, ticket } = await line.hello(since);
    this.#line = line;
    this.#placed = ticket !== null;
    this.#shunned.clear();
    const mine = new Set(groups.map(({ id }) => id));
    for (const id of this.#conversations.keys()) if (!mine.has(id)) this.#conversations.delete(id);
    // A trio that formed while it was away used its ticket.
    if (groups.some(({ id }) => !this.#conversations.has(id))) this.#wants = false;
    for (const group of groups) this.#join(line, group);
    if (ticket === null && this.#wants) void this.wait();
    this.#deps.changed();
  }

  #hear(line: Line, frame: ServerFrame): void {
    // A line keeps all frames for tests; a bot lives for days.
    line.received.splice(0);
    if (frame.type === "ticket" && frame.ticket === null) this.#taken();
    if (frame.type === "group") this.#join(line, frame.group);
    if (frame.type === "gone") this.#leave(frame.group);
    if (frame.type === "message") this.#conversations.get(frame.group)?.hear(frame.message);
  }

  #taken(): void {
    this.#wants = false;
    this.#deps.changed();
  }

  #join(line: Line, group: Group): void {
    if (this.#shunned.has(group.id)) return;
    const persons = group.members.filter(({ bot, leftAt }) => leftAt === null && !bot);
    this.#hasMet = true;
    const known = this.#conversations.get(group.id);
    // Whoever was there has left while it was away.
    if (persons.length === 0) return this.#quit(line, group.id);
    if (known === undefined) this.#deps.met(this, persons.map(({ username }) => username));
    const conversation = known ?? new Conversation(this.#deps, this.name, group);
    this.#conversations.set(group.id, conversation);
    conversation.sit(line, group);
    this.#deps.changed();
  }

  #quit(line: Line, id: GroupId): void {
    this.#shunned.add(id);
    this.#conversations.get(id)?.pause();
    line.send({ type: "quit", group: id });
  }

  #leave(id: GroupId): void {
    this.#conversations.get(id)?.pause();
    this.#conversations.delete(id);
    this.#shunned.delete(id);
    this.#freeSince = Date.now();
    this.#deps.changed();
  }
}
