// One socket of one user, as the actors see it: frames are delivered to it, and it can be closed
// with a code. While it resumes, live frames are held back, so that a client gets each message once
// and in order. A client that reads too slowly is cut off.

import type { Scope } from "../../protocol/api_tokens.ts";
import { type CloseCode, closeCode, type ServerFrame } from "../../protocol/frames.ts";
import type { GroupId, Instant, SessionId, UserId } from "../../protocol/domain.ts";
import type { Limits } from "../../protocol/limits.ts";
import { SeqMarks } from "./seq_marks.ts";

/** What a driver offers of a socket. */
export interface Socket {
  send(text: string): void;
  /** Bytes that were sent and that the peer has not taken yet. */
  queued(): number;
  close(code: CloseCode, reason: string): void;
}

/** How a socket ends. */
export interface End {
  readonly code: CloseCode;
  readonly reason: string;
}

/** Who is told of a connection's end. */
export interface Owner {
  /** Called once, when nothing can be sent any more: the socket was lost or closed. */
  ended(): void;
}

/** Who is behind a connection. */
export interface Session {
  readonly id: SessionId;
  readonly user: UserId;
  readonly expiresAt: Instant;
  /** Of an API token: what it may be used for. Absent: it is a log-in, which may do all. */
  readonly scopes?: readonly Scope[];
}

interface Held {
  readonly frame: ServerFrame;
  readonly text: string;
  /**
   * Of an answer: the last seq of its group that the client had when it asked, 0 where messages are
   * not counted. It is passed on although the client had its message. Null: it is no answer.
   */
  readonly askedAt: number | null;
}

/** Greeting: hello has not come. Resuming: live frames are held back. */
type State =
  | { readonly kind: "greeting" | "live" | "closed" }
  | {
    readonly kind: "resuming";
    /** Whether it is hello that is being answered. */
    readonly isFirst: boolean;
    readonly held: Held[];
    heldBytes: number;
    /** So many of them came before what the client is told now was read. */
    heldBefore: number;
  };

// Shared by all connections: a state of its own for each would be memory of each idle socket.
const greeting: State = { kind: "greeting" };
const live: State = { kind: "live" };
const closed: State = { kind: "closed" };

export class Connection {
  readonly session: Session;
  readonly #socket: Socket;
  readonly #limits: Limits;
  #state: State = greeting;
  /**
   * The last seq that this client has: of each group of which older messages may still be
   * delivered, and of every group where messages are counted. Null: of no group.
   */
  #has: SeqMarks | null = null;
  /**
   * Bytes that wait for the peer, at most: those when the driver was asked, and what was sent
   * since.
   */
  #queuedMost = 0;
  readonly #owner: Owner;
  #onGap: (() => void) | null = null;

  constructor(session: Session, socket: Socket, limits: Limits, owner: Owner) {
    this.session = session;
    this.#socket = socket;
    this.#limits = limits;
    this.#owner = owner;
  }

  /**
   * Counts the messages of each group, since frames from other processes may be lost or come twice.
   * `onGap` is called when one shows that others are missing: from then until `goLive` live frames
   * are held back.
   */
  countMessages(onGap: () => void): void {
    this.#onGap = onGap;
  }

  get closed(): boolean {
    return this.#state.kind === "closed";
  }

  get greeted(): boolean {
    return this.#state.kind !== "greeting";
  }

  /** Whether hello has been answered. */
  get settled(): boolean {
    const state = this.#state;
    return state.kind === "live" || (state.kind === "resuming" && !state.isFirst);
  }

  /** The groups that the client knows, where messages are counted. */
  get groups(): readonly GroupId[] {
    return this.#has?.groups ?? [];
  }

  /** Delivers a fact to this user. `text` is the frame, encoded. */
  deliver(frame: ServerFrame, text: string): void {
    if (this.#state.kind === "live") this.#pass(frame, text);
    else if (this.#state.kind === "resuming") this.#hold({ frame, text, askedAt: null });
  }

  /** Answers this client alone, also while it resumes. */
  answer(frame: ServerFrame): void {
    this.#write(JSON.stringify(frame));
  }

  /**
   * Answers this client alone, after what it has missed. `askedAt`: the last seq of the group that
   * it had when it asked. Where messages are counted, one above it that the client has by now is
   * this answer: its command was given twice, since it was not known whether it had arrived.
   */
  answerInTurn(frame: ServerFrame, askedAt: number | null): void {
    const held = { frame, text: JSON.stringify(frame), askedAt: askedAt ?? 0 };
    if (this.#state.kind === "resuming") this.#hold(held);
    else this.#passAnswer(held);
  }

  /** Holds live frames back until `goLive`. What the client is told until then is read after it. */
  startResuming(): void {
    const state = this.#state;
    if (state.kind === "resuming") state.heldBefore = state.held.length;
    if (state.kind !== "greeting" && state.kind !== "live") return;
    const isFirst = state.kind === "greeting";
    this.#state = { kind: "resuming", isFirst, held: [], heldBytes: 0, heldBefore: 0 };
  }

  /**
   * Forgets what was held back so far, save answers: it was stored before it was delivered, and
   * what the client is told is read from now on.
   */
  dropHeldFacts(): void {
    const state = this.#state;
    if (state.kind !== "resuming") return;
    const answers = state.held.filter(({ askedAt }) => askedAt !== null);
    state.held.splice(0, state.held.length, ...answers);
    state.heldBytes = answers.reduce((bytes, { text }) => bytes + text.length, 0);
  }

  /** The client has the group's messages up to `seq`: none of them is passed on again. */
  has(group: GroupId, seq: number): void {
    this.#has ??= new SeqMarks();
    this.#has.set(group, Math.max(seq, this.#has.of(group) ?? 0));
  }

  /** The last seq that the client has of a group, where messages are counted; null: none. */
  seqOf(group: GroupId): number | null {
    return this.#has?.of(group) ?? null;
  }

  /** The user is in this group no more. */
  forget(group: GroupId): void {
    this.#has?.delete(group);
  }

  /**
   * Passes on the frames that were held back, and what comes from now on. No message of a group of
   * which the client was not told: the user has left it meanwhile.
   */
  goLive(): void {
    if (this.#state.kind !== "resuming") return;
    const { held, heldBefore } = this.#state;
    this.#state = live;
    const told = new Set(this.groups);
    for (const [at, one] of held.entries()) {
      const { frame, text, askedAt } = one;
      if (frame.type === "group") told.add(frame.group.id);
      const isKnown = frame.type !== "message" || told.has(frame.group);
      // A frame before it has shown that something is missing.
      if (this.#state.kind === "resuming") this.#hold(one);
      else if (this.#onGap !== null) this.#passCounted(one, at < heldBefore);
      else if (askedAt !== null) this.#write(text);
      else if (isKnown) this.#pass(frame, text);
    }
  }

  /** Bytes that wait for the peer. */
  queued(): number {
    return this.closed ? 0 : this.#socket.queued();
  }

  close(code: CloseCode, reason: string): void {
    if (this.closed) return;
    this.lost();
    this.#socket.close(code, reason);
  }

  /** Closes it on a client that reads too slowly. */
  cutOff(): void {
    this.close(closeCode.tooSlow, "Reading too slowly");
  }

  /** The socket is gone: nothing can be sent any more. */
  lost(): void {
    if (this.closed) return;
    this.#state = closed;
    this.#has = null;
    // Not left to the driver, which a peer that does not read may keep from noticing the end.
    this.#owner.ended();
  }

  #hold(held: Held): void {
    const state = this.#state;
    if (state.kind !== "resuming") return;
    if (state.heldBytes > this.#limits.queueBytes) return this.cutOff();
    state.held.push(held);
    state.heldBytes += held.text.length;
  }

  #pass(frame: ServerFrame, text: string): void {
    if (this.#onGap !== null) return this.#passCounted({ frame, text, askedAt: null });
    if (frame.type === "message" && this.#alreadyHas(frame.group, frame.message.seq)) return;
    this.#write(text);
  }

  #passAnswer(held: Held): void {
    if (this.#onGap !== null) this.#passCounted(held);
    else this.#write(held.text);
  }

  /**
   * Where messages are counted: drops what the client has, and calls for what it lacks. `isOld`: it
   * came before what the client was told last was read. What is lacking all the same was overtaken,
   * and so was a frame that says which groups there are: the client was told of all of them since.
   */
  #passCounted(held: Held, isOld = false): void {
    const { type } = held.frame;
    if (isOld && (type === "group" || type === "gone")) return;
    const verdict = this.#count(held.frame);
    if (verdict === "next" || (verdict === "had" && isRepeat(held))) this.#write(held.text);
    if (verdict !== "gap" || isOld) return;
    this.startResuming();
    this.#hold(held);
    this.#onGap?.();
  }

  /** A group as it was before what the client has calls for a new look at it, too. */
  #count(frame: ServerFrame): "next" | "had" | "gap" {
    if (frame.type === "gone") this.#has?.delete(frame.group);
    if (frame.type === "group") {
      const { id, firstSeq, lastSeq } = frame.group;
      const has = this.seqOf(id);
      if (has === null) this.has(id, firstSeq - 1);
      return has !== null && lastSeq < has ? "gap" : "next";
    }
    if (frame.type !== "message") return "next";
    const { group, message: { seq } } = frame;
    const has = this.seqOf(group);
    if (has === null || seq > has + 1) return "gap";
    if (seq <= has) return "had";
    this.#has?.set(group, seq);
    return "next";
  }

  #alreadyHas(group: GroupId, seq: number): boolean {
    const has = this.seqOf(group);
    if (has === null) return false;
    if (seq <= has) return true;
    this.#has?.delete(group);
    if (this.#has?.isEmpty) this.#has = null;
    return false;
  }

  #write(text: string): void {
    if (this.closed) return;
    // What waits already counts, and not this frame: one that is longer than the limit, such as
    // `ready` with many groups, reaches a client that reads. Asking the driver each time would cost
    // a quarter of what sending does. A code unit is at most three bytes.
    if (this.#queuedMost > this.#limits.queueBytes) this.#queuedMost = this.#socket.queued();
    if (this.#queuedMost > this.#limits.queueBytes) return this.cutOff();
    this.#socket.send(text);
    this.#queuedMost += text.length * 3;
  }
}

/** Whether it answers a frame whose message the client had when it sent it. */
function isRepeat({ frame, askedAt }: Held): boolean {
  return askedAt !== null && frame.type === "message" && frame.message.seq <= askedAt;
}
