// What one client's socket says, driver aside: sizes and credit are looked at before any work is
// done, the frame is decoded, its command goes to the actor concerned, and what comes of it goes
// back. Nothing here throws or rejects.

import { TokenBucket } from "../../protocol/token_bucket.ts";
import { type Cancel, instantOf } from "../../protocol/clock.ts";
import { Connection, type Session, type Socket } from "../../actors/connections/connection.ts";
import { decode } from "../../protocol/decode.ts";
import type { GroupAnswer } from "../../actors/group/group.ts";
import { type ClientFrame, closeCode, type ErrorCode } from "../../protocol/frames.ts";
import type { GroupId } from "../../protocol/domain.ts";
import { resume } from "../../actors/connections/resume.ts";
import type { Deps } from "../deps.ts";
import { knowsGroup } from "./group_access.ts";

/** What a driver tells of its socket. */
export interface Peer {
  received(data: unknown): void;
  closed(): void;
}

type GroupFrame = Exclude<ClientFrame, { type: "hello" | "ping" }>;

/**
 * Invalid frames that a client may send at once, and how many more a second, before it is sent
 * away.
 */
const invalidAllowed = { capacity: 30, perSecond: 1 };
/**
 * How many frames a second may go on past `slow_down`; at once it may be as many as the credit's
 * burst.
 */
const excessPerSecond = 1;

/** Frames of one socket that may be under way to an actor or the database. */
const inFlightMost = 256;

const encoder = new TextEncoder();

/** Begins the conversation with a socket that has just opened. */
export function converse(session: Session, socket: Socket, deps: Deps): Peer {
  return new Dialogue(session, socket, deps);
}

class Dialogue implements Peer {
  readonly #connection: Connection;
  readonly #deps: Deps;
  /** Null once hello has come: a timer that is kept is memory of each socket. */
  #cancelHello: Cancel | null;
  // These are made when the client first needs them: most never do.
  #invalid: TokenBucket | null = null;
  #excess: TokenBucket | null = null;
  /** The groups that this client has named and that its user knows, or is being asked about. */
  #known: Map<GroupId, Promise<boolean>> | null = null;
  /** Frames that wait to hear whether their group is known. */
  #wondering = 0;
  #inFlight = 0;

  constructor(session: Session, socket: Socket, deps: Deps) {
    this.#deps = deps;
    this.#connection = new Connection(session, socket, deps.limits, () => this.#end());
    this.#cancelHello = deps.clock.after(deps.settings.helloMs, () => {
      this.#connection.close(closeCode.badClient, "No hello came");
    });
    deps.hub.attach(this.#connection);
    void this.#confirm();
  }

  /** The session may have ended after it was asked for and before the hub knew of this socket. */
  async #confirm(): Promise<void> {
    const { store, clock } = this.#deps;
    try {
      if (await store.session(this.#connection.session.id, instantOf(clock.now()))) return;
      this.#connection.close(closeCode.sessionOver, "The session is over");
    } catch (error) {
      this.#deps.report("A session could not be confirmed", error);
      this.#connection.close(closeCode.goingAway, "Not available now; reconnect");
    }
  }

  closed(): void {
    this.#connection.lost();
  }

  received(data: unknown): void {
    if (this.#connection.closed) return;
    if (isBytes(data) && data.byteLength > this.#deps.limits.frameBytes) {
      return this.#connection.close(closeCode.frameTooBig, "The frame is too big");
    }
    if (typeof data !== "string") {
      return this.#refuseInvalid(null, "Expected a text frame, not a binary one");
    }
    if (this.#isTooBig(data)) {
      return this.#connection.close(closeCode.frameTooBig, "The frame is too big");
    }
    if (!this.#deps.hub.spend(this.#connection.session.user)) return this.#refuseExcess(data);
    const decoded = decode(data, this.#deps.limits);
    if (decoded.ok) return this.#obey(decoded.frame);
    const { code, detail } = decoded.refusal;
    if (code === "invalid") this.#refuseInvalid(decoded.id, detail);
    else this.#refuse(decoded.id, code, detail);
  }

  #obey(frame: ClientFrame): void {
    const { greeted } = this.#connection;
    if (frame.type === "hello") {
      if (greeted) return this.#refuseInvalid(null, "Hello was said already");
      this.#forgetHello();
      return void this.#resume(frame.since ?? {});
    }
    if (!greeted) {
      return this.#refuse(idOf(frame), "hello_first", 'The first frame must be "hello"');
    }
    if (this.#inFlight >= inFlightMost) {
      return this.#refuse(
        idOf(frame),
        "slow_down",
        `At most ${inFlightMost} frames may wait for their answer`,
      );
    }
    if (frame.type === "ping") void this.#pong();
    else this.#askGroup(frame);
  }

  async #resume(since: Readonly<Record<string, number>>): Promise<void> {
    try {
      await resume(this.#connection, since, this.#deps);
    } catch (error) {
      this.#deps.report("A client could not be told where it stands", error);
      this.#connection.close(closeCode.goingAway, "Not available now; reconnect");
    }
  }

  async #pong(): Promise<void> {
    this.#inFlight += 1;
    try {
      const heads = await this.#deps.store.heads(this.#connection.session.user);
      this.#connection.answer({ type: "pong", heads });
    } catch (error) {
      this.#deps.report("A ping was not answered", error);
      this.#refuse(null, "unavailable", "The database cannot be reached now");
    } finally {
      this.#inFlight -= 1;
    }
  }

  #end(): void {
    this.#forgetHello();
    this.#deps.hub.detach(this.#connection);
  }

  #forgetHello(): void {
    this.#cancelHello?.();
    this.#cancelHello = null;
  }

  #askGroup(frame: GroupFrame): void {
    this.#inFlight += 1;
    // Not at once while others wait: no frame overtakes another.
    const answer = this.#wondering === 0 && this.#known?.has(frame.group)
      ? this.#pass(frame)
      : this.#passIfKnown(frame);
    void answer.then((answer) => {
      this.#inFlight -= 1;
      this.#tell(frame, answer);
    });
  }

  /** Never rejects. */
  #pass(frame: GroupFrame): Promise<GroupAnswer> {
    return this.#deps.directory.ask(frame.group, { ...frame, user: this.#connection.session.user });
  }

  /** Never rejects. */
  async #passIfKnown(frame: GroupFrame): Promise<GroupAnswer> {
    this.#wondering += 1;
    try {
      if (!await this.#knows(frame.group)) return notMember;
    } catch (error) {
      this.#deps.report("It could not be found out who is in a group", error);
      return unavailable;
    } finally {
      this.#wondering -= 1;
    }
    return await this.#pass(frame);
  }

  #knows(group: GroupId): Promise<boolean> {
    this.#known ??= new Map();
    const asked = this.#known.get(group) ?? this.#lookUp(group);
    this.#known.set(group, asked);
    return asked;
  }

  async #lookUp(group: GroupId): Promise<boolean> {
    let knows = false;
    try {
      knows = await knowsGroup(this.#deps.store, this.#connection.session.user, group);
      return knows;
    } finally {
      // They may come in later; and made-up ids would pile up.
      if (!knows) this.#known?.delete(group);
    }
  }

  #tell(frame: GroupFrame, answer: GroupAnswer): void {
    if (answer.type === "refused") this.#refuse(idOf(frame), answer.code, answer.detail);
    if (answer.type === "repeated") {
      this.#connection.answerInTurn({
        type: "message",
        group: frame.group,
        message: answer.message,
      });
    }
  }

  #isTooBig(text: string): boolean {
    const { frameBytes } = this.#deps.limits;
    // One UTF-16 code unit takes one to three bytes of UTF-8: most frames need no counting.
    if (text.length * 3 <= frameBytes) return false;
    return text.length > frameBytes || encoder.encode(text).length > frameBytes;
  }

  #refuseInvalid(id: string | null, detail: string): void {
    this.#refuse(id, "invalid", detail);
    const now = this.#deps.clock.now();
    this.#invalid ??= new TokenBucket(invalidAllowed, now);
    if (!this.#invalid.take(now)) {
      this.#connection.close(closeCode.badClient, "Too many invalid frames");
    }
  }

  #refuseExcess(data: string): void {
    const decoded = decode(data, this.#deps.limits);
    const id = decoded.ok ? idOf(decoded.frame) : decoded.id;
    this.#refuse(id, "slow_down", `At most ${this.#deps.limits.framesPerSecond} frames a second`);
    const now = this.#deps.clock.now();
    this.#excess ??= new TokenBucket(
      { capacity: this.#deps.limits.burst, perSecond: excessPerSecond },
      now,
    );
    if (!this.#excess.take(now)) {
      this.#connection.close(closeCode.slowDown, "Too many frames");
    }
  }

  #refuse(id: string | null, code: ErrorCode, detail: string): void {
    this.#connection.answer({ type: "error", id, code, detail });
  }
}

const notMember: GroupAnswer = {
  type: "refused",
  code: "not_member",
  detail: "You are not in this group",
};
const unavailable: GroupAnswer = {
  type: "refused",
  code: "unavailable",
  detail: "The database cannot be reached now; try again",
};

function isBytes(data: unknown): data is ArrayBuffer | Uint8Array {
  return data instanceof ArrayBuffer || data instanceof Uint8Array;
}

function idOf(frame: ClientFrame): string | null {
  return "id" in frame ? frame.id : null;
}
