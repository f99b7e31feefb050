// One socket of one user, as the actors see it: a frame can be delivered to it, and it can be
// closed with a code. While it resumes, live frames are held back, so that a client gets each
// message once and in order; a reader that is too slow is cut off.

import { type CloseCode, closeCode, type ServerFrame } from "../../protocol/frames.ts";
import type { GroupId, Instant, SessionId, UserId } from "../../protocol/domain.ts";
import type { Limits } from "../../protocol/limits.ts";

/** What a driver offers of a socket. */
export interface Socket {
  send(text: string): void;
  /** Bytes that were sent and that the peer has not taken yet. */
  queued(): number;
  close(code: CloseCode, reason: string): void;
}

/** Who is behind a connection. */
export interface Session {
  readonly id: SessionId;
  readonly user: UserId;
  readonly expiresAt: Instant;
}

interface Held {
  readonly frame: ServerFrame;
  readonly text: string;
  /** Passed on although the client may have it. */
  readonly isAnswer: boolean;
}

export class Connection {
  readonly session: Session;
  readonly #socket: Socket;
  readonly #limits: Limits;
  #state: "greeting" | "resuming" | "live" | "closed" = "greeting";
  #held: Held[] = [];
  #heldBytes = 0;
  /**
   * The last seq that this client has of a group, as long as older frames may still be under way;
   * null: of none.
   */
  #has: Map<GroupId, number> | null = null;
  /** As many bytes as may be queued at most, by what was sent since the driver was asked. */
  #queuedMost = 0;
  readonly #onEnd: () => void;

  /**
   * `onEnd` is called once, when nothing can be sent any more: the socket was lost, or closed from
   * here.
   */
  constructor(session: Session, socket: Socket, limits: Limits, onEnd: () => void) {
    this.session = session;
    this.#socket = socket;
    this.#limits = limits;
    this.#onEnd = onEnd;
  }

  get closed(): boolean {
    return this.#state === "closed";
  }

  get greeted(): boolean {
    return this.#state !== "greeting";
  }

  /** A fact for this user, from whoever it comes; `text` is the frame, encoded. */
  deliver(frame: ServerFrame, text: string): void {
    if (this.#state === "live") this.#pass(frame, text);
    else if (this.#state === "resuming") this.#hold({ frame, text, isAnswer: false });
  }

  /** An answer to this client alone; it does not wait for the resuming to end. */
  answer(frame: ServerFrame): void {
    this.#write(JSON.stringify(frame));
  }

  /** An answer to this client alone that must not overtake what it has missed. */
  answerInTurn(frame: ServerFrame): void {
    const text = JSON.stringify(frame);
    if (this.#state === "resuming") this.#hold({ frame, text, isAnswer: true });
    else this.#write(text);
  }

  /** From here on live frames are held back until `goLive`. */
  startResuming(): void {
    if (this.#state === "greeting") this.#state = "resuming";
  }

  /** This client has the group's messages up to `seq`: none of them is passed on again. */
  has(group: GroupId, seq: number): void {
    this.#has ??= new Map();
    this.#has.set(group, Math.max(seq, this.#has.get(group) ?? 0));
  }

  /** Lets the frames that were held back follow, and passes on what comes from now on. */
  goLive(): void {
    if (this.#state !== "resuming") return;
    this.#state = "live";
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const { frame, text, isAnswer } of held) {
      if (isAnswer) this.#write(text);
      else this.#pass(frame, text);
    }
  }

  /** Bytes that wait for the peer. */
  queued(): number {
    return this.#state === "closed" ? 0 : this.#socket.queued();
  }

  close(code: CloseCode, reason: string): void {
    if (this.#state === "closed") return;
    this.lost();
    this.#socket.close(code, reason);
  }

  /** The socket is gone; nothing can be sent any more. */
  lost(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#held = [];
    this.#has = null;
    // Not left to the driver: a peer that does not read may keep it from ever noticing the end.
    this.#onEnd();
  }

  #hold(held: Held): void {
    this.#held.push(held);
    this.#heldBytes += held.text.length;
    if (this.#heldBytes > this.#limits.queueBytes) {
      this.close(closeCode.tooSlow, "Reading too slowly");
    }
  }

  #pass(frame: ServerFrame, text: string): void {
    if (frame.type === "message" && this.#alreadyHas(frame.group, frame.message.seq)) return;
    this.#write(text);
  }

  #alreadyHas(group: GroupId, seq: number): boolean {
    const has = this.#has?.get(group);
    if (has === undefined) return false;
    if (seq <= has) return true;
    this.#has?.delete(group);
    if (this.#has?.size === 0) this.#has = null;
    return false;
  }

  #write(text: string): void {
    if (this.#state === "closed") return;
    this.#socket.send(text);
    // To ask the driver each time costs a quarter of what sending does. A code unit is three bytes
    // at most.
    this.#queuedMost += text.length * 3;
    if (this.#queuedMost <= this.#limits.queueBytes) return;
    this.#queuedMost = this.#socket.queued();
    if (this.#queuedMost > this.#limits.queueBytes) {
      this.close(closeCode.tooSlow, "Reading too slowly");
    }
  }
}
