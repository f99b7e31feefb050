// Who is in which group by what was committed, and who must not be put together. Looked at with
// every commit, whether or not the store's own guard holds.

import type { Asking } from "../../../db/store/tickets.ts";
import type { GroupId, Message, UserId } from "../../../protocol/domain.ts";

const pair = (one: UserId, other: UserId) => `${one} ${other}`;

export class RelationTruth {
  readonly findings: string[] = [];
  /** How often three were put together of whom one is a bot. */
  withBots = 0;
  readonly #members = new Map<GroupId, Set<UserId>>();
  readonly #apart = new Set<string>();
  readonly #wereUnblocked = new Set<string>();
  readonly #devices = new Map<UserId, Set<string>>();
  readonly #languages = new Map<UserId, readonly string[]>();
  readonly #bots = new Set<UserId>();
  readonly #haveLetIn = new Set<UserId>();

  /** A block that its owner ever takes back is left out: the two may arrive in either order. */
  keepApart(one: UserId, other: UserId): void {
    if (!this.#wereUnblocked.has(pair(one, other))) this.#apart.add(pair(one, other));
  }

  useDevices(user: UserId, devices: readonly string[]): void {
    this.#devices.set(user, new Set([...this.#devices.get(user) ?? [], ...devices]));
  }

  speak(user: UserId, languages: readonly string[]): void {
    this.#languages.set(user, languages);
  }

  isBot(user: UserId): void {
    this.#bots.add(user);
  }

  /** The user asks for the company of bots, for nobody else. */
  letsBotsIn(user: UserId): void {
    this.#haveLetIn.add(user);
  }

  /** Three are in a group from now on, by what each of them asked for. */
  checkCompany(group: GroupId, asking: readonly Asking[]): void {
    const bots = asking.filter(({ user }) => this.#bots.has(user));
    if (bots.length === 0) return;
    this.withBots += 1;
    const names = `${asking.map(({ user }) => user)} in ${group}`;
    if (bots.length === asking.length) {
      this.findings.push(`put together without a person: ${names}`);
    }
    const hasAsked = ({ user, criteria }: Asking) => this.#bots.has(user) || criteria.bots === true;
    if (!asking.every(hasAsked)) {
      this.findings.push(`put together with a bot without asking for it: ${names}`);
    }
    if (!asking.every(({ user }) => this.#bots.has(user) || this.#haveLetIn.has(user))) {
      this.findings.push(`put together with a bot that another let in: ${names}`);
    }
  }

  letTogether(one: UserId, other: UserId): void {
    this.#wereUnblocked.add(pair(one, other));
    this.#apart.delete(pair(one, other));
  }

  /** Notes what is known now; the answer goes back to it. What is taken back stays left out. */
  copy(): () => void {
    const members = structuredClone(this.#members);
    const apart = new Set(this.#apart);
    const devices = structuredClone(this.#devices);
    return () => {
      this.#devices.clear();
      for (const [user, used] of devices) this.#devices.set(user, new Set(used));
      this.#members.clear();
      for (const [group, users] of members) this.#members.set(group, new Set(users));
      this.#apart.clear();
      for (const both of apart) if (!this.#wereUnblocked.has(both)) this.#apart.add(both);
    };
  }

  commit(group: GroupId, message: Message): void {
    const members = this.#members.get(group) ?? new Set();
    this.#members.set(group, members);
    if (message.kind === "formed") {
      for (const user of message.members) this.#enter(group, members, user);
    }
    if (message.by === null) return;
    if (message.kind === "joined") this.#enter(group, members, message.by);
    if (message.kind === "left") members.delete(message.by);
  }

  #enter(group: GroupId, members: Set<UserId>, user: UserId): void {
    for (const other of members) {
      const names = `${user} and ${other} in ${group}`;
      if (this.#apart.has(pair(user, other)) || this.#apart.has(pair(other, user))) {
        this.findings.push(`put together in spite of a block: ${names}`);
      }
      if (this.#shareDevice(user, other)) {
        this.findings.push(`put together at one device: ${names}`);
      }
      if (this.#isReached(user, other) || this.#isReached(other, user)) {
        this.findings.push(`put together though a block reaches one of them: ${names}`);
      }
      if (this.#sharesAnother(group, user, other)) {
        this.findings.push(`put together twice: ${names}`);
      }
    }
    members.add(user);
    if (members.size === 3 && !this.#haveCommonLanguage([...members])) {
      this.findings.push(`put together without a language of all: ${[...members]} in ${group}`);
    }
    if (members.size > 3) this.findings.push(`more than three are in ${group}`);
  }

  /** Nothing is known of people outside of a world. */
  #haveCommonLanguage(users: readonly UserId[]): boolean {
    const spoken = users.flatMap((user) => [this.#languages.get(user) ?? []]);
    return users.some((user) => !this.#languages.has(user)) ||
      spoken[0]?.some((language) => spoken.every((each) => each.includes(language))) === true;
  }

  #shareDevice(one: UserId, other: UserId): boolean {
    const used = this.#devices.get(one);
    return this.#devices.get(other)?.values().some((device) => used?.has(device)) === true;
  }

  /** Whether `owner` has blocked somebody at whose device the user is known. */
  #isReached(owner: UserId, user: UserId): boolean {
    return this.#devices.keys().some((blocked) =>
      blocked !== user && blocked !== owner && this.#apart.has(pair(owner, blocked)) &&
      this.#shareDevice(blocked, user)
    );
  }

  #sharesAnother(group: GroupId, one: UserId, other: UserId): boolean {
    return this.#members.entries().some(([id, members]) =>
      id !== group && members.has(one) && members.has(other)
    );
  }
}
