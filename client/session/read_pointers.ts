// Up to where a program has read: told to the server, and again after a loss, until it is stored.

import type { GroupId, UserId } from "../../protocol/domain.ts";
import type { ServerFrame } from "../../protocol/frames.ts";
import type { Cancel } from "../../protocol/clock.ts";
import type { SendDeps } from "../sync/send_deps.ts";

export class ReadPointers {
  readonly #deps: SendDeps;
  /** What the server is not known to have stored. */
  readonly #wanted = new Map<GroupId, number>();
  #cancelTell: Cancel | null = null;

  constructor(deps: SendDeps) {
    this.#deps = deps;
  }

  set(group: GroupId, seq: number): void {
    if (seq <= Math.max(this.#wanted.get(group) ?? 0, this.#stored(group))) return;
    this.#wanted.set(group, seq);
    this.#tell([group]);
  }

  /** Called after the state has taken the frame in. */
  onFrame(frame: ServerFrame, me: UserId | undefined): void {
    if (frame.type === "gone") this.#settle(frame.group);
    if (frame.type === "read" && frame.user === me) this.#settle(frame.group);
    if (frame.type !== "ready") return;
    for (const group of [...this.#wanted.keys()]) this.#settle(group);
    this.#tell([...this.#wanted.keys()]);
  }

  stop(): void {
    this.#cancelTell?.();
    this.#cancelTell = null;
    this.#wanted.clear();
  }

  #stored(group: GroupId): number {
    return this.#deps.state.value.groups.get(group)?.group.readSeq ?? 0;
  }

  /** Forgets what is stored, and a group that has ended. */
  #settle(group: GroupId): void {
    const isLeft = !this.#deps.state.value.groups.has(group);
    const isStored = this.#stored(group) >= (this.#wanted.get(group) ?? 0);
    if (isLeft || isStored) this.#wanted.delete(group);
  }

  /** Tells as many as may be sent now, and the others when they may be. */
  #tell([group, ...others]: readonly GroupId[]): void {
    const seq = group === undefined ? undefined : this.#wanted.get(group);
    if (group === undefined) return;
    if (seq === undefined) return this.#tell(others);
    const { clock, credit, state, send } = this.#deps;
    const waitMs = credit.take(state.value.limits, clock.now());
    if (waitMs > 0) return this.#tellLater(waitMs);
    // Without a connection, `ready` comes before the next one is of use.
    if (send({ type: "read", group, seq })) this.#tell(others);
  }

  #tellLater(ms: number): void {
    this.#cancelTell?.();
    this.#cancelTell = this.#deps.clock.after(ms, () => this.#tell([...this.#wanted.keys()]));
  }
}
