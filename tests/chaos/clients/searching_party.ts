// One user, or two partners, who search, are put in a group, leave it and search again, under
// faults: every request is repeated until it is answered.

import type { Group, GroupId, User, UserId } from "../../../protocol/domain.ts";
import type { Client, Me, Reply } from "../../../tools/client.ts";
import type { Random } from "../../../tools/random.ts";

const lookEachMs = 400;
const retryMs = 300;
/** Refused requests count against a pace, too: sooner tries would be refused for ever. */
const pacedMs = 11_000;
const criteria = { sex: "any", age: null, widen: false } as const;

export class SearchingParty {
  /** The groups that it was put in. */
  readonly found = new Set<GroupId>();
  /** Answers that no fault explains. */
  readonly complaints: string[] = [];
  readonly #clients: readonly Client[];
  readonly #random: Random;
  readonly #own = new Set<UserId>();
  #isStopped = false;

  /** One client, or those of two who are to be partners. */
  constructor(clients: readonly Client[], random: Random) {
    this.#clients = clients;
    this.#random = random;
  }

  get people(): number {
    return this.#clients.length;
  }

  /** From now on places no ticket any more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Searches until it is stopped; resolves when its last step is done. */
  async run(): Promise<void> {
    for (const client of this.#clients) {
      const { body } = await this.#insist<Me>(() => client.get("/api/me"));
      this.#own.add(body.user.id);
    }
    while (!this.#isStopped) {
      if (!await this.#place()) continue;
      const groups = await this.#matched();
      await pause(this.#random.whole(200, 1_500));
      for (const group of groups) await this.#leave(group);
    }
  }

  /** False: for now it could not be placed. */
  async #place(): Promise<boolean> {
    const [first, second] = this.#clients;
    if (first === undefined || (second !== undefined && !await this.#pair(first, second))) {
      await pause(retryMs);
      return false;
    }
    const { status } = await this.#insist(() => first.put("/api/ticket", { criteria }));
    if (status !== 200) this.complaints.push(`A ticket was answered with ${status}`);
    return status === 200;
  }

  /** Makes the two partners; false: not yet. A pace allows it each 10 s. */
  async #pair(first: Client, second: Client): Promise<boolean> {
    const { body: { partner } } = await this.#insist<{ partner: User | null }>(() =>
      first.get("/api/partner")
    );
    if (partner !== null) return true;
    type Answer = { readonly invite?: { readonly token: string } };
    const { body } = await this.#insist<Answer>(() => first.request("POST", "/api/invites"));
    if (body.invite === undefined) return false;
    const { token } = body.invite;
    const path = `/api/invites/${token}/acceptance`;
    // Repeated after a lost answer, it is told that the invite was used, by this user.
    await this.#insist(() => second.request("POST", path));
    return false;
  }

  /** The groups that it was put in since; waits for the first of them, unless it is stopped. */
  async #matched(): Promise<readonly Group[]> {
    for (;;) {
      await pause(lookEachMs * (0.5 + this.#random.float()));
      const groups = (await this.#groups()).filter(({ id }) => !this.found.has(id));
      for (const { id } of groups) this.found.add(id);
      if (groups.length > 0 || this.#isStopped) return groups;
    }
  }

  /**
   * Stays where two others came as partners, also when they have left: who leaves them gets its
   * ticket back, which is another story.
   */
  async #leave({ id }: Group): Promise<void> {
    if (await this.#cameWithPartners(id)) return;
    for (const client of this.#clients) {
      // Repeated after a lost answer, it is not found.
      const { status, body } = await this.#insist(() =>
        client.delete(`/api/groups/${id}/membership`)
      );
      if (status !== 204 && status !== 404) {
        this.complaints.push(`Leaving was answered with ${status}: ${JSON.stringify(body)}`);
      }
    }
  }

  async #cameWithPartners(group: GroupId): Promise<boolean> {
    const [first] = this.#clients;
    if (first === undefined) return false;
    type Log = { readonly messages: readonly { readonly together?: readonly UserId[] }[] };
    const path = `/api/groups/${group}/messages?after=0&limit=1`;
    const { body } = await this.#insist<Log>(() => first.get(path));
    const [partner] = body.messages[0]?.together ?? [];
    return partner !== undefined && !this.#own.has(partner);
  }

  async #groups(): Promise<readonly Group[]> {
    const [first] = this.#clients;
    if (first === undefined) return [];
    const { body } = await this.#insist<{ groups: Group[] }>(() => first.get("/api/groups"));
    return body.groups;
  }

  /** Repeats a request until it is answered by anything but a passing fault. */
  async #insist<Body>(request: () => Promise<Reply<Body>>): Promise<Reply<Body>> {
    for (;;) {
      const reply = await request().catch(() => null);
      if (reply !== null && reply.status < 500 && reply.status !== 429) return reply;
      if (reply?.status === 500) this.complaints.push(`500: ${JSON.stringify(reply.body)}`);
      const wait = reply?.status === 429 ? pacedMs : retryMs;
      await pause(wait * (1 + this.#random.float() / 2));
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
