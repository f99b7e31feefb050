// One simulated person on the public protocol: signs up, asks for a trio when told to, talks in a
// trio with a real person, and leaves a trio without one. Its session comes back after outages.

import { createSession, type EventOf, type TrioSession } from "../../client/mod.ts";
import type { Group, GroupId } from "../../protocol/domain.ts";
import { Conversation } from "./conversation.ts";
import type { BotAccount, Random } from "./people.ts";
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

/** A server that does not answer is not waited for longer. */
const retireMs = 5_000;
const retryMs = 2_000;

export class Bot {
  readonly name: string;
  readonly #deps: BotDeps;
  readonly #account: BotAccount;
  readonly #session: TrioSession;
  readonly #conversations = new Map<GroupId, Conversation>();
  /** Trios without a real person, which it is leaving. */
  readonly #shunned = new Set<GroupId>();
  #wants = false;
  #placed = false;
  #asking: Promise<void> = Promise.resolve();
  #hasMet = false;
  #freeSince = 0;

  constructor(deps: BotDeps, account: BotAccount) {
    this.#deps = deps;
    this.#account = account;
    this.#session = createSession({ url: deps.url, random: deps.random });
    this.name = account.username;
    this.#listen();
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
    const answer = await this.#session.api.signUp(this.#account);
    if (answer.ok) return 201;
    if (answer.problem.status === 0) throw new Error(answer.problem.code);
    return answer.problem.status;
  }

  /**
   * Lives until the signal, then withdraws its ticket and leaves its trios: nobody waits for an
   * answer of one that is gone. Ends early when its account is gone.
   */
  async live(): Promise<void> {
    const { signal } = this.#deps;
    const stop = () => this.#session.close();
    signal.addEventListener("abort", stop);
    for (let isThere = true; isThere && !signal.aborted;) {
      await this.#attend();
      await pause(retryMs, signal);
      isThere = await this.#logIn();
    }
    signal.removeEventListener("abort", stop);
    // A request in flight could otherwise arrive after the withdrawal, and wait for ever.
    await this.#asking;
    if (signal.aborted) {
      const given = new AbortController();
      await Promise.race([this.#retire(), pause(retireMs, given.signal)]);
      given.abort();
    }
    this.#wants = false;
    this.#conversations.clear();
    this.#deps.changed();
  }

  /** One start of the session, up to its end. */
  async #attend(): Promise<void> {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const stop = this.#session.on("end", () => resolve());
    const isStarted = await this.#session.start().then(() => true, () => false);
    if (isStarted) await ended;
    stop();
  }

  /** Logs in again, since the session is over; false when the account is gone, or suspended. */
  async #logIn(): Promise<boolean> {
    const { signal, outage } = this.#deps;
    const { username, password } = this.#account;
    while (!signal.aborted) {
      const answer = await this.#session.api.logIn(username, password);
      if (answer.ok) return true;
      const { status, code } = answer.problem;
      if (status === 401 || status === 403) return false;
      outage(code);
      await pause(retryMs, signal);
    }
    return true;
  }

  async #retire(): Promise<void> {
    const { api } = this.#session;
    // Also without a wish: the ticket may be one of which it was not told.
    await api.withdrawTicket();
    const answer = await api.groups();
    if (!answer.ok) return;
    for (const { id } of answer.value.groups) await api.quit(id);
  }

  /** Asks for a trio with anyone; while the server is away, as soon as it is back. */
  wait(): Promise<void> {
    this.#wants = true;
    this.#placed = false;
    if (this.#session.isOnline) this.#asking = this.#ask();
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const criteria = { sex: "any", age: null, widen: false } as const;
    const answer = await this.#session.api.placeTicket(criteria);
    this.#placed = answer.ok;
    this.#deps.changed();
    if (!answer.ok) void this.#askLater();
  }

  async #askLater(): Promise<void> {
    await pause(retryMs, this.#deps.signal);
    const isDue = this.#wants && !this.#placed && !this.#deps.signal.aborted;
    // Without a connection, `ready` asks.
    if (isDue && this.#session.isOnline) await this.wait();
  }

  #listen(): void {
    const { outage } = this.#deps;
    const rest = () => this.#conversations.forEach((conversation) => conversation.pause());
    this.#session.on("ready", (ready) => this.#begin(ready));
    this.#session.on("ticket", ({ ticket }) => ticket === null && this.#taken());
    this.#session.on("group", ({ group }) => this.#join(group));
    this.#session.on("gone", ({ group }) => this.#leave(group));
    this.#session.on("message", ({ group, message }) => {
      this.#conversations.get(group)?.hear(message);
    });
    this.#session.on("offline", ({ code }) => {
      rest();
      outage(code);
    });
    this.#session.on("end", rest);
  }

  #begin({ groups, ticket }: EventOf<"ready">): void {
    this.#deps.outage(null);
    this.#placed = ticket !== null;
    this.#shunned.clear();
    const mine = new Set(groups.map(({ id }) => id));
    for (const id of this.#conversations.keys()) if (!mine.has(id)) this.#conversations.delete(id);
    // A trio that formed while it was away used its ticket.
    if (groups.some(({ id }) => !this.#conversations.has(id))) this.#wants = false;
    for (const group of groups) this.#join(group);
    if (ticket === null && this.#wants) void this.wait();
    this.#deps.changed();
  }

  #taken(): void {
    this.#wants = false;
    this.#deps.changed();
  }

  #join(group: Group): void {
    if (this.#shunned.has(group.id)) return;
    const persons = group.members.filter(({ bot, leftAt }) => leftAt === null && !bot);
    this.#hasMet = true;
    const known = this.#conversations.get(group.id);
    // Whoever was there has left while it was away.
    if (persons.length === 0) return this.#quit(group.id);
    if (known === undefined) this.#deps.met(this, persons.map(({ username }) => username));
    const conversation = known ?? new Conversation(this.#deps, this.name, group);
    this.#conversations.set(group.id, conversation);
    conversation.sit(this.#session, group);
    this.#deps.changed();
  }

  #quit(id: GroupId): void {
    this.#shunned.add(id);
    this.#conversations.get(id)?.pause();
    void this.#session.api.quit(id);
  }

  #leave(id: GroupId): void {
    this.#conversations.get(id)?.pause();
    this.#conversations.delete(id);
    this.#shunned.delete(id);
    this.#freeSince = Date.now();
    this.#deps.changed();
  }
}
