// Whom one is with and whom one is kept from: partner, invites, a group's open seat, blocks, "again", reports; and what
// the server keeps of oneself. Answers are values. What they change is told by the line, which goes before HTTP.

import type { Criteria, GroupId, Invite, Seat, User, UserId } from "../actors/protocol.ts";
import type { Answer, Api, InviteView, Problem } from "./api.ts";

export interface CompanyDeps {
  readonly api: Api;
  /** Looks at a refusal, and gives it back. */
  readonly refused: (problem: Problem) => Problem;
}

export class Company {
  readonly #deps: CompanyDeps;

  constructor(deps: CompanyDeps) {
    this.#deps = deps;
  }

  /** Makes a link for one other; refused `profile_required` or `has_partner`. */
  async createInvite(): Promise<Answer<Invite>> {
    return this.#take(await this.#deps.api.createInvite(), ({ invite }) => invite);
  }

  /** Who made an invite; refused `not_found` or `invite_over`. */
  async lookAtInvite(token: string): Promise<Answer<InviteView>> {
    return this.#take(await this.#deps.api.lookAtInvite(token), (view) => view);
  }

  /** Answers the partner; refused `not_found`, `invite_over`, `own_invite`, `has_partner` or `kept_apart`. */
  async acceptInvite(token: string): Promise<Answer<User>> {
    return this.#take(await this.#deps.api.acceptInvite(token), ({ partner }) => partner);
  }

  /** Searches alone from now on; also when there is no partner. */
  async endPartnership(): Promise<Answer<null>> {
    return this.#take(await this.#deps.api.endPartnership(), () => null);
  }

  /**
   * Looks for a third for a group, by the criteria that each member came with unless others are given; refused
   * `not_found`, `group_full` or `sex_undisclosed`.
   */
  async openSeat(group: GroupId, criteria?: Criteria | null): Promise<Answer<Seat>> {
    return this.#take(await this.#deps.api.openSeat(group, criteria), ({ seat }) => seat);
  }

  /** Looks for no third any more; refused `not_found`. */
  async closeSeat(group: GroupId): Promise<Answer<null>> {
    return this.#take(await this.#deps.api.closeSeat(group), () => null);
  }

  /** Is never matched with this user; refused `not_found`. */
  async block(user: UserId): Promise<Answer<null>> {
    return this.#take(await this.#deps.api.block(user), () => null);
  }

  async unblock(user: UserId): Promise<Answer<null>> {
    return this.#take(await this.#deps.api.unblock(user), () => null);
  }

  async blocked(): Promise<Answer<readonly User[]>> {
    return this.#take(await this.#deps.api.blocked(), ({ blocked }) => blocked);
  }

  /** Would be matched with this user again, or would not; refused `not_found`. */
  async setAgain(user: UserId, on: boolean): Promise<Answer<null>> {
    return this.#take(await this.#deps.api.setAgain(user, on), () => null);
  }

  /** Tells those who run the server of a member; the reason has 1 to 1,000 characters. Refused `not_found`. */
  async report(group: GroupId, user: UserId, reason: string): Promise<Answer<null>> {
    return this.#take(await this.#deps.api.report(group, user, reason), () => null);
  }

  /** All that the server keeps of this user, as JSON. */
  async myData(): Promise<Answer<unknown>> {
    return this.#take(await this.#deps.api.myData(), (data) => data);
  }

  #take<Raw, Value>(answer: Answer<Raw>, pick: (raw: Raw) => Value): Answer<Value> {
    if (answer.ok) return { ok: true, value: pick(answer.value) };
    return { ok: false, problem: this.#deps.refused(answer.problem) };
  }
}
