// Who is logged in, and what they do: joins the socket, the HTTP calls and the pure state, and
// offers the page its signals and its verbs. Needs no browser: time, chance, ids, sockets, HTTP and
// storage are handed in. Without a session there is no state.

import { batch, signal } from "@preact/signals";
import type { Cancel, Clock } from "../../protocol/clock.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import type { GroupId, Instant, Member, SelfDescription, UserId } from "../../protocol/domain.ts";
import { typingHoldsMs } from "../../protocol/limits.ts";
import type { NoticeId } from "../../protocol/moderation.ts";
import {
  type Account,
  type Answer,
  type Api,
  type ApiDeps,
  createApi,
  type NewAccount,
  type NewProfile,
  type Problem,
} from "../../client/net/api.ts";
import { Backoff } from "../../client/net/backoff.ts";
import { ConnectionStatus } from "../net/connection_status.ts";
import { FrameCredit } from "../../client/net/frame_credit.ts";
import { inTime } from "../../protocol/in_time.ts";
import { Socket, type SocketDeps } from "../../client/net/socket.ts";
import { othersOf } from "../state/members.ts";
import { type Snapshot, stateOf } from "../state/snapshot.ts";
import {
  apply,
  emptyState,
  expireTypists,
  groupsWith,
  helloOf,
  since,
  type State,
} from "../../client/state/state.ts";
import type { LocalStore } from "../storage/local_store.ts";
import type { LoginHint } from "../storage/login_hint.ts";
import { GroupReconciler } from "../../client/sync/group_reconciler.ts";
import { HistoryLoader } from "../../client/sync/history_loader.ts";
import { LostPlaces } from "./lost_places.ts";
import { Outbox } from "./outbox.ts";
import { ReadReceipts } from "./read_receipts.ts";
import { SnapshotSaver } from "./snapshot_saver.ts";
import { TicketRequests } from "./ticket.ts";
import { UnheardLogOut } from "./unheard_log_out.ts";

export interface SessionDeps extends Pick<SocketDeps, "Wire" | "url" | "random" | "gather"> {
  readonly clock: Clock;
  readonly fetch: ApiDeps["fetch"];
  /** A UUID in lower case. */
  readonly newId: () => string;
  readonly hint: LoginHint;
  readonly localStore: LocalStore;
  /** Called when the browser is to keep nothing of anyone: what the page's own parts keep goes. */
  readonly onForget?: () => void;
  /** Told of each frame of the server after the state has taken it in, with the state before. */
  readonly onFrame?: (frame: ServerFrame, before: State) => void;
}

/** What was kept is not held back longer for the answer to who is logged in. */
const meWithinMs = 1_000;

/** Whether it is known who is logged in: not yet, nobody, or a user. */
export type Phase = "starting" | "out" | "in";

/** How the last session here ended, where the page has something to say of it. */
export type SessionEnd =
  /** Without being asked to. */
  | { readonly type: "expired" }
  /** By a moderator. `until` is null for good, undefined where it is not known. */
  | { readonly type: "suspended"; readonly until: Instant | null | undefined }
  | { readonly type: "deleted" }
  /** By the user; the server has not heard of it yet. */
  | { readonly type: "unheard" };

/**
 * What was just done: a group was left, in which these stayed, or every group with a person, or a
 * recovery code was used.
 */
export type HomeNote =
  | { readonly type: "group"; readonly names: readonly string[] }
  | { readonly type: "replaced"; readonly names: readonly string[] }
  | { readonly type: "person"; readonly name: string }
  | { readonly type: "recovered" };

/** What a user has begun to tell of themselves and not saved. */
export interface AboutDraft {
  readonly by: UserId;
  /** What differs from the profile. */
  readonly change: Partial<SelfDescription>;
  /** An interest that is typed and not added. */
  readonly word: string;
}

export class Session {
  readonly phase = signal<Phase>("starting");
  readonly state = signal<State>(emptyState);
  readonly lastEnd = signal<SessionEnd | null>(null);
  /** For one line on the page that comes next. */
  readonly homeNote = signal<HomeNote | null>(null);
  readonly aboutDraft = signal<AboutDraft | null>(null);
  readonly #lostPlaces = new LostPlaces();
  readonly api: Api;
  readonly history: HistoryLoader;
  readonly outbox: Outbox;
  readonly ticket: TicketRequests;
  readonly connectionStatus: ConnectionStatus;

  readonly #deps: SessionDeps;
  readonly #socket: Socket;
  readonly #readReceipts: ReadReceipts;
  readonly #backoff: Backoff;
  readonly #reconciler: GroupReconciler;
  readonly #snapshotSaver: SnapshotSaver;
  readonly #unheard: UnheardLogOut;
  #cancelStart: Cancel | null = null;
  #lastUser: UserId | null = null;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
    this.connectionStatus = new ConnectionStatus(deps.clock);
    this.api = createApi({ ...deps, onSessionOver: () => this.#expire() });
    this.#socket = new Socket({
      ...deps,
      batch,
      hello: (isBare) => this.#hello(isBare),
      onFrame: (frame) => this.#receive(frame),
      onFault: (error) => reportError(error),
      onConnect: () => this.connectionStatus.restore(),
      onDisconnect: () => {
        this.outbox.onDisconnect();
        this.connectionStatus.lose();
      },
      // Where the session is over, the API says so.
      onRefused: () => void this.api.me(),
      onSessionOver: () => this.#end({ type: "expired" }),
      onSuspended: (until) => this.#end({ type: "suspended", until }),
      onTooBig: () => this.outbox.rejectTooLarge(),
      onDisplaced: () => this.connectionStatus.displace(),
    });
    const send = (frame: ClientFrame) => this.#socket.send(frame);
    const shared = { ...deps, api: this.api, state: this.state, credit: new FrameCredit(), send };
    this.#readReceipts = new ReadReceipts(shared);
    this.outbox = new Outbox(shared);
    this.history = new HistoryLoader(shared);
    this.#reconciler = new GroupReconciler(shared, (frame) => this.#receive(frame));
    this.#snapshotSaver = new SnapshotSaver(shared);
    this.ticket = new TicketRequests(shared);
    this.#unheard = new UnheardLogOut(shared);
  }

  /**
   * Finds out who is logged in. While the server cannot be reached it tries again, and what was
   * kept is shown; where the server stalls, that is shown before it has answered.
   */
  async start(): Promise<void> {
    this.#cancelStart?.();
    this.#cancelStart = null;
    if (!this.#deps.hint.read()) {
      this.phase.value = "out";
      return void this.#unheard.retry();
    }
    this.connectionStatus.lose();
    const asked = this.api.me();
    const kept = await this.#deps.localStore.snapshot();
    const answer = await (kept === null ? asked : inTime(this.#deps.clock, meWithinMs, asked));
    if (this.phase.value !== "starting") return;
    // What the server says later comes by the socket, or as the end of the session.
    if (answer === null) return void (kept !== null && this.#enter(kept, kept));
    if (answer.ok) return this.#enter(answer.value, kept);
    if (answer.problem.status === 401) return this.#end(null);
    this.connectionStatus.showLoss();
    if (kept !== null) return this.#enter(kept, kept);
    this.#cancelStart = this.#deps.clock.after(this.#backoff.next(), () => void this.start());
  }

  /** Whether somebody was ever logged in here, as far as is known. */
  get isKnownPlace(): boolean {
    return this.#deps.hint.wasEver();
  }

  signUp(account: NewAccount): Promise<Problem | null> {
    return this.enter((api) => api.signUp(account));
  }

  logIn(username: string, password: string): Promise<Problem | null> {
    return this.enter((api) => api.logIn(username, password));
  }

  recover(username: string, code: string, password: string): Promise<Problem | null> {
    const note = { type: "recovered" } as const;
    return this.enter((api) => api.recover(username, code, password), note);
  }

  /** Logs in by a call of the API that begins a session, whatever it asks for. */
  async enter(
    call: (api: Api) => Promise<Answer<Account>>,
    note: HomeNote | null = null,
  ): Promise<Problem | null> {
    const unheard = await this.#unheard.retry();
    if (unheard !== null) return unheard;
    const answer = await call(this.api);
    if (answer.ok) {
      this.#enter(answer.value, null);
      this.homeNote.value = note;
      return null;
    }
    // The refusal says the same as the end of the last session, or more.
    if (answer.problem.code === "suspended") this.lastEnd.value = null;
    return answer.problem;
  }

  async saveProfile(profile: NewProfile): Promise<Problem | null> {
    const answer = await this.api.saveProfile(profile);
    if (!answer.ok) return answer.problem;
    this.#change((state) => ({ ...state, profile: answer.value.profile }));
    return null;
  }

  /** Ends the session, and forgets what was kept of anyone; without the server, too. */
  async logOut(): Promise<void> {
    const unheard = await this.#unheard.tell();
    await this.#leave(unheard === null ? null : { type: "unheard" });
    if (unheard !== null) this.#unheard.retryLater();
  }

  /** Deletes the account for good. */
  async deleteAccount(password: string): Promise<Problem | null> {
    const answer = await this.api.deleteAccount(password);
    if (!answer.ok) return answer.problem;
    await this.#leave({ type: "deleted" });
    return null;
  }

  /** The user has read what a moderator says. */
  async readNotice(id: NoticeId): Promise<Problem | null> {
    const answer = await this.api.readNotice(id);
    if (!answer.ok && answer.problem.status !== 404) return answer.problem;
    // The next one may have come meanwhile.
    this.#change((state) => state.notice?.id === id ? { ...state, notice: null } : state);
    return null;
  }

  /** Called when another tab has logged in or out: this one follows it. */
  async follow(): Promise<void> {
    const { hint } = this.#deps;
    if (hint.hasLeft()) {
      this.#end(null);
      await this.#forget();
    } else if (!hint.read() && this.phase.value === "in") {
      this.#end({ type: "expired" });
    } else if (hint.read() && this.phase.value === "out") {
      this.phase.value = "starting";
      await this.start();
    }
  }

  async quit(group: GroupId): Promise<Problem | null> {
    const { user, groups } = this.state.value;
    const groupState = groups.get(group);
    const answer = await this.api.quit(group);
    if (!answer.ok && answer.problem.status !== 404) return answer.problem;
    if (groupState && user) {
      const names = othersOf(groupState.group, user.id).map(({ username }) => username);
      this.homeNote.value = { type: "group", names };
    }
    this.#receive({ type: "gone", group });
    return null;
  }

  /** Blocks a user and quits every group with them. */
  async blockAndLeave({ id, username: name }: Pick<Member, "id" | "username">) {
    const shared = groupsWith(this.state.value, id);
    const answer = await this.api.block(id, true);
    if (!answer.ok) return answer.problem;
    this.homeNote.value = { type: "person", name };
    for (const group of shared) this.#receive({ type: "gone", group });
    return null;
  }

  /** The group whose log is on the screen, or null. */
  setActiveGroup(group: GroupId | null): void {
    this.#readReceipts.setActiveGroup(group);
    if (group !== null && group === this.state.value.matched) this.dismissMatch();
  }

  /** Whether the end of that log is on the screen. */
  setAtEnd(isAtEnd: boolean): void {
    this.#readReceipts.setAtEnd(isAtEnd);
  }

  dismissMatch(): void {
    this.#change((state) => ({ ...state, matched: null }));
  }

  /** Called when the user looks at the page, or away from it. */
  setVisible(isVisible: boolean): void {
    this.#readReceipts.setVisible(isVisible);
    if (isVisible) {
      this.reclaim();
      this.wake();
    } else this.#snapshotSaver.save();
  }

  /** Called when the tab is used: one that other tabs have displaced connects again. */
  reclaim(): void {
    this.connectionStatus.reclaim();
    this.#socket.reclaim();
  }

  /** Called when the browser goes offline. */
  goOffline(): void {
    this.#socket.goOffline();
    if (this.phase.value === "in") this.connectionStatus.showLoss();
  }

  /** Called when the browser comes online. */
  wake(): void {
    if (this.#cancelStart !== null) void this.start();
    if (this.phase.value === "out") void this.#unheard.retry();
    this.#socket.wake();
  }

  #enter({ user, profile, role = "user", notice = null }: Account, kept: Snapshot | null): void {
    const isSame = kept?.user.id === user.id;
    if (this.#lastUser !== null && this.#lastUser !== user.id) this.outbox.clearDrafts();
    this.#lastUser = user.id;
    this.lastEnd.value = null;
    const before = isSame ? stateOf(kept) : emptyState;
    this.state.value = { ...before, user, profile, role, notice };
    this.phase.value = "in";
    this.#deps.hint.write(true);
    this.#backoff.reset();
    void this.outbox.load();
    this.#socket.start();
    this.connectionStatus.lose();
  }

  async #leave(end: SessionEnd | null): Promise<void> {
    this.#end(end);
    this.#deps.hint.leave();
    await this.#forget();
  }

  /** Nothing stays of anyone: not what was typed, not what was kept. */
  async #forget(): Promise<void> {
    this.outbox.clearDrafts();
    this.aboutDraft.value = null;
    this.#deps.onForget?.();
    await this.#deps.localStore.clear();
  }

  /** The server knows no session any more. */
  #expire(): void {
    if (this.phase.value === "in") this.#end({ type: "expired" });
  }

  #end(end: SessionEnd | null): void {
    this.#socket.stop();
    // Another tab's note that somebody logged out stays.
    if (this.#deps.hint.read()) this.#deps.hint.write(false);
    this.#snapshotSaver.forget();
    this.lastEnd.value = end;
    this.connectionStatus.restore();
    this.homeNote.value = null;
    this.phase.value = "out";
    this.outbox.pause();
    this.state.value = emptyState;
  }

  #hello(isBare: boolean): ClientFrame {
    const held = isBare ? {} : since(this.state.value);
    this.#change((state) => ({ ...state, named: new Set(Object.keys(held) as GroupId[]) }));
    return helloOf(this.state.value, held);
  }

  #receive(frame: ServerFrame): void {
    const { clock } = this.#deps;
    const before = this.state.value;
    if (frame.type === "gone") this.outbox.leave(frame.group);
    const names = this.#lostPlaces.onFrame(frame, before);
    if (names !== null) this.homeNote.value = { type: "replaced", names };
    this.#change((state) => apply(state, frame, clock.now()));
    for (const part of [this.outbox, this.#readReceipts, this.#reconciler, this.ticket]) {
      part.onFrame(frame);
    }
    if (frame.type === "typing") {
      clock.after(typingHoldsMs, () => this.#change((now) => expireTypists(now, clock.now())));
    }
    if (frame.type === "message" || frame.type === "pong") this.history.fillHoles();
    this.#deps.onFrame?.(frame, before);
  }

  #change(change: (state: State) => State): void {
    this.state.value = change(this.state.value);
  }
}
