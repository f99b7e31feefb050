// Whom one is with and whom one is kept from: partner, invites, a group's open seat, blocks,
// "again", reports; and what the server keeps of oneself. Answers are values. What they change is
// told by the line, which goes before HTTP.

import type { Criteria, GroupId, Invite, Seat, User, UserId } from "../../protocol/domain.ts";
import type { Answer, Api, InviteView, Problem } from "../net/api.ts";

export interface RelationsDeps {
  readonly api: Api;
  /** Looks at a refusal, and gives it back. */
  readonly refused: (problem: Problem) => Problem;
}

export class Relations {
  readonly #deps: RelationsDeps;

  constructor(deps: RelationsDeps) {
    this.#deps = deps;
  }

  /** Makes a link for one other; refused `profile_required` or `has_partner`. */
  async createInvite(): Promise<Answer<Invite>> {
    return pick(await this.#ask(this.#deps.api.createInvite()), ({ invite }) => invite);
  }

  /** Who made an invite; refused `not_found` or `invite_over`. */
  lookAtInvite(token: string): Promise<Answer<InviteView>> {
    return this.#ask(this.#deps.api.lookAtInvite(token));
  }

  /**
   * Answers the partner; refused `not_found`, `invite_over`, `own_invite`, `has_partner` or
   * `kept_apart`.
   */
  async acceptInvite(token: string): Promise<Answer<User>> {
    return pick(await this.#ask(this.#deps.api.acceptInvite(token)), ({ partner }) => partner);
  }

  /** Searches alone from now on; also when there is no partner. */
  endPartnership(): Promise<Answer<null>> {
    return this.#ask(this.#deps.api.endPartnership());
  }

  /**
   * Looks for a third for a group, by the criteria that each member came with unless others are
   * given; refused `not_found`, `group_full` or `sex_undisclosed`.
   */
  async openSeat(group: GroupId, criteria?: Criteria | null): Promise<Answer<Seat>> {
    return pick(await this.#ask(this.#deps.api.openSeat(group, criteria)), ({ seat }) => seat);
  }

  /** Looks for no third any more; refused `not_found`. */
  closeSeat(group: GroupId): Promise<Answer<null>> {
    return this.#ask(this.#deps.api.closeSeat(group));
  }

  /** Is never matched with this user; refused `not_found`. */
  block(user: UserId): Promise<Answer<null>> {
    return this.#ask(this.#deps.api.block(user));
  }

  unblock(user: UserId): Promise<Answer<null>> {
    return this.#ask(this.#deps.api.unblock(user));
  }

  async blocked(): Promise<Answer<readonly User[]>> {
    return pick(await this.#ask(this.#deps.api.blocked()), ({ blocked }) => blocked);
  }

  /** Would be matched with this user again, or would not; refused `not_found`. */
  setRematchWish(user: UserId, on: boolean): Promise<Answer<null>> {
    return this.#ask(this.#deps.api.setRematchWish(user, on));
  }

  /**
   * Tells those who run the server of a member; the reason has 1 to 1,000 characters. Refused
   * `not_found`.
   */
  report(group: GroupId, user: UserId, reason: string): Promise<Answer<null>> {
    return this.#ask(this.#deps.api.report(group, user, reason));
  }

  /** All that the server keeps of this user, as JSON. */
  myData(): Promise<Answer<unknown>> {
    return this.#ask(this.#deps.api.myData());
  }

  async #ask<Value>(asked: Promise<Answer<Value>>): Promise<Answer<Value>> {
    const answer = await asked;
    if (!answer.ok) this.#deps.refused(answer.problem);
    return answer;
  }
}

function pick<Raw, Value>(answer: Answer<Raw>, from: (raw: Raw) => Value): Answer<Value> {
  return answer.ok ? { ok: true, value: from(answer.value) } : answer;
}
