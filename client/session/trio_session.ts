// A user's session for programs: connected, or on its way back. What is sent is sent again under
// the same id until it is acknowledged; what comes is told once and in order, whatever happens on
// the way. Made of the parts of which the page's session is made.

import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import type {
  Group,
  GroupId,
  Message,
  MessageId,
  TextMessage,
  Ticket,
  User,
} from "../../protocol/domain.ts";
import type { Limits } from "../../protocol/limits.ts";
import { type Account, type Answer, type Api, type ApiDeps, createApi } from "../net/api.ts";
import { Backoff } from "../net/backoff.ts";
import { FrameCredit } from "../net/frame_credit.ts";
import { Socket, type SocketDeps } from "../net/socket.ts";
import { enqueue, type Operation } from "../state/pending.ts";
import {
  apply,
  emptyState,
  helloOf,
  latestFirst,
  refuseOperation,
  since,
  type State,
  withPending,
} from "../state/state.ts";
import { GroupReconciler } from "../sync/group_reconciler.ts";
import { HistoryLoader } from "../sync/history_loader.ts";
import { SendQueue } from "../sync/send_queue.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { assertForm } from "./form.ts";
import { resume, takeNews, withNewGroup, withoutPending } from "./news.ts";
import type { Position } from "./position.ts";
import { ReadPointers } from "./read_pointers.ts";
import { type EventOf, type EventType, Listeners, type SessionEvent } from "./session_events.ts";
import { TrioError } from "./trio_error.ts";
import { isKnownFrame, withCheckedAnswers } from "./wire_check.ts";

export interface TrioSessionDeps extends Pick<SocketDeps, "Wire" | "url" | "random"> {
  readonly clock: Clock;
  readonly fetch: ApiDeps["fetch"];
  /** A UUID in lower case. */
  readonly newId: () => string;
  /** Null: the requests say by themselves whose they are. */
  readonly account: { readonly username: string; readonly password: string } | null;
  readonly from: Position;
}

export interface SendOptions {
  /** The seq of the text that this one answers. */
  readonly reply?: number;
  /** A UUID in lower case: a text that is sent again under its id, by any start, is there once. */
  readonly id?: string;
}

/** One start, up to its end. */
interface Run {
  readonly resolve: () => void;
  readonly reject: (error: TrioError) => void;
  cancelRetry: Cancel;
  /** Whether the server has said who the user is. */
  isEntered: boolean;
  /** Null: the program was not told yet. */
  isOnline: boolean | null;
}

type Change =
  | { readonly type: "send"; readonly text: string; readonly reply?: number }
  | { readonly type: "edit"; readonly seq: number; readonly text: string }
  | { readonly type: "erase"; readonly seq: number }
  | { readonly type: "react"; readonly seq: number; readonly emoji: string; readonly on: boolean };

export class TrioSession {
  /** The calls over HTTP. A refusal is a value there, not an exception. */
  readonly api: Api;
  readonly #deps: TrioSessionDeps;
  readonly #listeners = new Listeners();
  readonly #acknowledgements = new Acknowledgements();
  readonly #backoff: Backoff;
  readonly #credit = new FrameCredit();
  readonly #socket: Socket;
  readonly #sendQueue: SendQueue;
  readonly #history: HistoryLoader;
  readonly #reconciler: GroupReconciler;
  readonly #readPointers: ReadPointers;
  #state: State = emptyState;
  #lastAt = 0;
  #run: Run | null = null;

  constructor(deps: TrioSessionDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
    const fetch = withCheckedAnswers(deps.fetch);
    this.api = createApi({ ...deps, fetch, onSessionOver: () => this.#onSessionOver() });
    this.#socket = new Socket({
      ...deps,
      hello: (isBare) => this.#hello(isBare),
      onFrame: (frame) => isKnownFrame(frame) && this.#receive(frame),
      onFault: (error) => this.#tellFault(error),
      onConnect: () => this.#history.onConnect(),
      onDisconnect: () => this.#onDisconnect(),
      onRefused: () => void this.#onRefused(),
      onSessionOver: () => this.#onSessionOver(),
      onSuspended: (until) =>
        this.#end({ type: "end", reason: "suspended", ...until !== undefined && { until } }),
      onTooBig: () => this.#rejectTooLarge(),
      onDisplaced: () => this.#end({ type: "end", reason: "displaced" }),
    });
    const shared = { ...deps, api: this.api, state: this.#cell(), credit: this.#credit };
    const send = (frame: ClientFrame) => this.#socket.send(frame);
    this.#sendQueue = new SendQueue({ ...shared, send });
    this.#readPointers = new ReadPointers({ ...shared, send });
    this.#history = new HistoryLoader(shared);
    this.#reconciler = new GroupReconciler(shared, (frame) => this.#receiveFound(frame));
  }

  /**
   * Logs in and connects: resolves with the first `ready`. Tries again while the server cannot be
   * reached or is busy; rejects when it refuses, and when the session ends meanwhile.
   */
  async start(): Promise<void> {
    if (this.#run !== null) throw new Error("The session is started already");
    await new Promise<void>((resolve, reject) => {
      const run = { cancelRetry: () => {}, isEntered: false, isOnline: null };
      this.#run = { ...run, resolve, reject };
      void this.#enter(this.#run);
    });
  }

  /** Ends it: pending operations reject. */
  close(): void {
    this.#end({ type: "end", reason: "closed" });
  }

  /** Calls `listener` with each event of this type; the returned function ends it. */
  on<Type extends EventType>(type: Type, listener: (event: EventOf<Type>) => void): () => void {
    return this.#listeners.add((event) => {
      if (event.type === type) listener(event as EventOf<Type>);
    });
  }

  /** All events from this call on, until the session ends. */
  events(): AsyncIterableIterator<SessionEvent, void> {
    return this.#listeners.iterate();
  }

  get isOnline(): boolean {
    return this.#run?.isOnline ?? false;
  }

  /** Null before the first start. */
  get user(): User | null {
    return this.#state.user;
  }

  /** Latest activity first. */
  get groups(): readonly Group[] {
    return latestFirst(this.#state).map(({ group }) => group);
  }

  group(id: GroupId): Group | null {
    return this.#state.groups.get(id)?.group ?? null;
  }

  get ticket(): Ticket | null {
    return this.#state.ticket;
  }

  get partner(): User | null {
    return this.#state.partner;
  }

  get limits(): Limits {
    return this.#state.limits;
  }

  /** Adds a text; resolves with its message once that is durable. */
  send(group: GroupId, text: string, { reply, id }: SendOptions = {}): Promise<TextMessage> {
    const change = { type: "send", text, ...reply !== undefined && { reply } } as const;
    return this.#do(group, change, id as MessageId) as Promise<TextMessage>;
  }

  /** Changes one's own text. */
  edit(group: GroupId, seq: number, text: string): Promise<Message> {
    return this.#do(group, { type: "edit", seq, text });
  }

  /** Takes one's own text back. */
  erase(group: GroupId, seq: number): Promise<Message> {
    return this.#do(group, { type: "erase", seq });
  }

  /** Puts an emoji on a text, or takes it off. */
  react(group: GroupId, seq: number, emoji: string, on = true): Promise<Message> {
    return this.#do(group, { type: "react", seq, emoji, on });
  }

  /** Tells the others that this user has read up to `seq`, and again after a loss. */
  read(group: GroupId, seq: number): void {
    assertForm({ group, seq });
    this.#readPointers.set(group, seq);
  }

  /** Tells the others that this user is typing, for 5 s; a loss of it is none. */
  typing(group: GroupId): void {
    assertForm({ group });
    if (this.#credit.take(this.#state.limits, this.#deps.clock.now()) > 0) return;
    this.#socket.send({ type: "typing", group });
  }

  async #enter(run: Run): Promise<void> {
    const { account, clock, from } = this.#deps;
    const answer: Answer<Account> = account === null
      ? await this.api.me()
      : await this.api.logIn(account.username, account.password);
    if (this.#run !== run) return;
    if (!answer.ok) {
      const { code, status } = answer.problem;
      if (!mayPass(status)) {
        this.#run = null;
        return run.reject(new TrioError(code, status));
      }
      this.#goOffline(code);
      run.cancelRetry = clock.after(this.#backoff.next(), () => void this.#enter(run));
      return;
    }
    this.#backoff.reset();
    run.isEntered = true;
    const { user } = answer.value;
    if (this.#state.user?.id !== user.id) {
      this.#state = { ...emptyState, user, ...from.heldBy(user.id) };
    }
    this.#socket.start();
  }

  async #do(
    group: GroupId,
    change: Change,
    id = this.#deps.newId() as MessageId,
  ): Promise<Message> {
    const operation: Operation = { ...change, group, id };
    if (this.#run === null) throw new TrioError("closed");
    assertForm(operation);
    if (!this.#state.groups.has(group)) throw new TrioError("not_member");
    this.#lastAt = Math.max(this.#deps.clock.now(), this.#lastAt + 1);
    const pending = { operation, at: this.#lastAt, refusal: null, isStored: false };
    const acknowledged = this.#acknowledgements.expect(group, id);
    this.#take(withPending(this.#state, group, (list) => enqueue(list, pending)));
    this.#sendQueue.flush();
    return await acknowledged;
  }

  /**
   * The state as the shared parts hold it: what they find is told. After the end they find nothing
   * to do. What they have found by then is not taken, so that the next start tells it.
   */
  #cell() {
    const read = () => this.#run === null ? emptyState : this.#state;
    const take = (state: State) => {
      if (this.#run !== null) this.#take(state);
    };
    return {
      get value() {
        return read();
      },
      set value(state: State) {
        take(state);
      },
    };
  }

  #take(state: State): void {
    const { state: left, messages, refused } = takeNews(state);
    this.#state = left;
    for (const { operation, code } of refused) {
      this.#acknowledgements.refuse(({ id }) => id === operation.id, new TrioError(code));
    }
    for (const { message } of messages) this.#acknowledgements.settle(message, this.user?.id);
    this.#listeners.tell(...messages);
  }

  #hello(isBare: boolean): ClientFrame {
    const held = isBare ? {} : since(this.#state);
    this.#state = { ...this.#state, named: new Set(Object.keys(held) as GroupId[]) };
    return helloOf(this.#state, held);
  }

  #receive(frame: ServerFrame): void {
    const before = this.#state;
    const after = apply(before, frame, this.#deps.clock.now());
    if (frame.type === "ready") this.#resume(before, after);
    else if (frame.type === "group") this.#take(withNewGroup(before, after, frame.group.id));
    else this.#take(after);
    this.#pass(frame);
  }

  /** A group that a lost frame was to tell of: its first messages will not come by themselves. */
  #receiveFound(frame: ServerFrame): void {
    if (this.#run === null) return;
    if (frame.type !== "group") return this.#receive(frame);
    const before = this.#state;
    const { id, lastSeq } = frame.group;
    const after = apply(before, frame, this.#deps.clock.now());
    this.#take(withNewGroup(before, after, id, lastSeq));
    this.#pass(frame);
    this.#history.fillHoles();
  }

  #resume(before: State, after: State): void {
    const { state, lost } = resume(before, after);
    this.#take(state);
    this.#listeners.tell(...lost);
    if (this.#run !== null) this.#run.isOnline = true;
  }

  /** Tells the frame to the parts and to the program. */
  #pass(frame: ServerFrame): void {
    const me = this.user?.id;
    if (frame.type === "message") this.#acknowledgements.settle(frame.message, me);
    if (frame.type === "gone" || frame.type === "ready") this.#refuseLeft();
    this.#sendQueue.onFrame(frame);
    this.#readPointers.onFrame(frame, me);
    this.#reconciler.onFrame(frame);
    if (frame.type === "message" || frame.type === "pong") this.#history.fillHoles();
    if (frame.type === "message" || frame.type === "pong" || frame.type === "error") return;
    this.#listeners.tell(frame);
    if (frame.type !== "ready") return;
    this.#sendQueue.flush();
    this.#run?.resolve();
  }

  /** What was meant for a group that the user has left. */
  #refuseLeft(): void {
    const { groups } = this.#state;
    this.#acknowledgements.refuse(({ group }) => !groups.has(group), new TrioError("not_member"));
  }

  #tellFault(error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    if (this.#run !== null) this.#listeners.tell({ type: "malformed", detail });
  }

  /** The server closes the connection for a frame that is too large: it is not sent again. */
  #rejectTooLarge(): void {
    const id = this.#sendQueue.largest();
    if (id !== undefined) this.#take(refuseOperation(this.#state, id, "too_long"));
  }

  #onDisconnect(): void {
    this.#sendQueue.onDisconnect();
    this.#goOffline("lost");
  }

  #goOffline(code: string): void {
    if (this.#run === null || this.#run.isOnline === false) return;
    this.#run.isOnline = false;
    this.#listeners.tell({ type: "offline", code });
  }

  /** The server opens no socket: perhaps the session is over, or a token may not have one. */
  async #onRefused(): Promise<void> {
    const run = this.#run;
    const answer = await this.api.groups();
    // Meanwhile a later attempt has connected, or the session has ended.
    if (run === null || this.#run !== run || run.isOnline) return;
    if (answer.ok) return this.#goOffline("no_socket");
    const { code, status } = answer.problem;
    if (status !== 403) return this.#goOffline(code);
    this.#end({ type: "end", reason: "refused" }, new TrioError(code, status));
  }

  #onSessionOver(): void {
    if (this.#run?.isEntered) this.#end({ type: "end", reason: "session_over" });
  }

  #end(end: EventOf<"end">, error = new TrioError(end.reason)): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    run.cancelRetry();
    this.#socket.stop();
    this.#readPointers.stop();
    this.#state = withoutPending(this.#state);
    this.#acknowledgements.refuse(() => true, error);
    run.reject(error);
    this.#listeners.tell(end);
  }
}

/** Whether a refusal passes by itself: no answer, too many requests, or a fault of the server. */
function mayPass(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}
