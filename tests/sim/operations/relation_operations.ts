// The operations on relations: partners, blocks, rematch wishes.

import type { UserId } from "../../../protocol/domain.ts";
import type { Servers } from "../world/servers.ts";
import type { Device } from "../world/device.ts";
import { deviceOf } from "../world/people.ts";
import type { Random } from "../../../tools/random.ts";
import type { Truth } from "../checks/truth.ts";
import type { Watch } from "../checks/watch.ts";

export interface RelationOperationsDeps {
  readonly devices: readonly Device[];
  readonly random: Random;
  readonly watch: Watch;
  readonly servers: Servers;
}

export class RelationOperations {
  readonly #deps: RelationOperationsDeps;

  constructor(deps: RelationOperationsDeps) {
    this.#deps = deps;
  }

  /** False: it was not possible, or is none of these operations. */
  act(device: Device, operation: string): boolean {
    const { random, devices } = this.#deps;
    const others = devices.filter(({ user }) => user.id !== device.user.id);
    const other = random.pick(others);
    if (other === undefined) return false;
    if (operation === "invite") void this.#invite(device, other);
    else if (operation === "part") void device.session.api.endPartnership();
    else if (operation === "block") void this.#block(device, other.user.id);
    else if (operation === "unblock") void this.#unblock(device, other.user.id);
    else if (operation === "again") {
      void device.session.api.setRematchWish(other.user.id, random.chance(0.8));
    } else if (operation === "borrow") void this.#borrow(device, random.whole(0, 5));
    else return false;
    return true;
  }

  /** The user logs in at the device of another one. */
  async #borrow({ user }: Device, owner: number): Promise<void> {
    const body = { device: deviceOf(owner) };
    await this.#deps.servers.request({ user: user.id, line: "POST /api/session", body })
      .catch(() => {});
  }

  /** The link is followed on the other device. */
  async #invite({ session }: Device, other: Device): Promise<void> {
    const invite = await session.api.createInvite();
    if (invite.ok) await other.session.api.acceptInvite(invite.value.invite.token);
  }

  async #block({ session, user }: Device, other: UserId): Promise<void> {
    const answer = await session.api.block(other, false);
    if (answer.ok) this.#truth.keepApart(user.id, other);
  }

  #unblock({ session, user }: Device, other: UserId): Promise<unknown> {
    this.#truth.letTogether(user.id, other);
    return session.api.unblock(other);
  }

  get #truth(): Truth {
    return this.#deps.watch.deps.truth;
  }
}
