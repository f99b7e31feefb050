// Who is here and what they do: joins the line, the HTTP calls and the pure state, and offers the
// page its signals and its verbs. Needs no browser: time, chance, ids, sockets, HTTP and storage
// are handed in. Without a session no state.

import { signal } from "@preact/signals";
import type { Cancel } from "../../protocol/clock.ts";
import type { ClientFrame, ServerFrame } from "../../protocol/frames.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { typingHoldsMs } from "../../protocol/limits.ts";
import type { Account, Answer, NewProfile, Problem } from "../net/api.ts";
import { Backoff } from "../net/backoff.ts";
import { Relations } from "./company.ts";
import { HistoryLoader } from "./history_loader.ts";
import type { Snapshot } from "../storage/local_store.ts";
import { ConnectionStatus } from "../net/connection_status.ts";
import { Outbox } from "./outbox.ts";
import { FrameCredit } from "../net/frame_credit.ts";
import { othersOf } from "../state/members.ts";
import { ReadReceipts } from "./read_receipts.ts";
import { GroupReconciler } from "./group_reconciler.ts";
import { TicketRequests } from "./ticket.ts";
import type { SessionDeps } from "./session_deps.ts";
import { SnapshotSaver } from "./snapshot_saver.ts";
import { Socket } from "../net/socket.ts";
import { apply, emptyState, expireTypists, keptState, since, type State } from "../state/state.ts";

/** Whether it is known who is here: not yet, nobody, or a user. */
export type Phase = "starting" | "out" | "in";

export class Session {
  readonly phase = signal<Phase>("starting");
  readonly state = signal<State>(emptyState);
  /** Whether the session ended by itself: the page says so beside the form. */
  readonly wasEnded = signal(false);
  /** Who was left in the group that was just quit, for one line on the next page. */
  readonly quitFrom = signal<readonly string[] | null>(null);
  readonly history: HistoryLoader;
  readonly outbox: Outbox;
  readonly search: TicketRequests;
  readonly relations: Relations;
  readonly connectionStatus: ConnectionStatus;

  readonly #deps: SessionDeps;
  readonly #socket: Socket;
  readonly #readReceipts: ReadReceipts;
  readonly #backoff: Backoff;
  readonly #reconciler: GroupReconciler;
  readonly #snapshotSaver: SnapshotSaver;
  #cancelStart: Cancel | null = null;
  #lastUser: UserId | null = null;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.random);
    this.connectionStatus = new ConnectionStatus(deps.clock);
    this.#socket = new Socket({
      ...deps,
      since: () => since(this.state.value),
      onFrame: (frame) => this.#receive(frame),
      onLine: (isUp) => this.#line(isUp),
      onRefused: () => void this.#checkSession(),
      onOver: () => this.#end(true),
      onTooBig: () => this.outbox.rejectTooLarge(),
      onDisplaced: () => void (this.connectionStatus.isDisplaced.value = true),
    });
    const send = (frame: ClientFrame) => this.#socket.send(frame);
    const shared = { ...deps, state: this.state, credit: new FrameCredit(), send };
    this.#readReceipts = new ReadReceipts(shared);
    this.outbox = new Outbox(shared);
    this.history = new HistoryLoader(deps.api, this.state);
    this.#reconciler = new GroupReconciler(shared, (frame) => this.#receive(frame));
    this.#snapshotSaver = new SnapshotSaver(shared);
    const refused = (problem: Problem) => this.#refused(problem);
    this.search = new TicketRequests({ ...shared, refused });
    this.relations = new Relations({ ...deps, refused });
  }

  /**
   * Finds out who is here; tries again while the server cannot be reached, with what was kept on
   * the screen.
   */
  async start(): Promise<void> {
    this.#cancelStart?.();
    this.#cancelStart = null;
    if (!this.#deps.hint.read()) return void (this.phase.value = "out");
    const [answer, kept] = await Promise.all([
      this.#deps.api.me(),
      this.#deps.localStore.snapshot(),
    ]);
    if (this.phase.value !== "starting") return;
    if (answer.ok) return this.#enter(answer.value, kept);
    if (answer.problem.status === 401) return this.#end(false);
    this.connectionStatus.tell();
    if (kept !== null) return this.#enter(kept, kept);
    this.#cancelStart = this.#deps.clock.after(this.#backoff.next(), () => void this.start());
  }

  async signUp(username: string, password: string, profile: NewProfile): Promise<Problem | null> {
    return this.#welcome(await this.#deps.api.signUp(username, password, profile));
  }

  async logIn(username: string, password: string): Promise<Problem | null> {
    return this.#welcome(await this.#deps.api.logIn(username, password));
  }

  async saveProfile(profile: NewProfile): Promise<Problem | null> {
    const answer = await this.#deps.api.saveProfile(profile);
    if (!answer.ok) return this.#refused(answer.problem);
    this.#change((state) => ({ ...state, profile: answer.value.profile }));
    return null;
  }

  /** Ends the session and forgets what was kept of anyone. */
  async logOut(): Promise<Problem | null> {
    const answer = await this.#deps.api.logOut();
    if (!answer.ok && answer.problem.status !== 401) return answer.problem;
    this.#end(false);
    this.#deps.hint.leave();
    await this.#forget();
    return null;
  }

  /** Called when another tab has logged in or out: this one goes with it. */
  async follow(): Promise<void> {
    const { hint } = this.#deps;
    if (hint.hasLeft()) {
      this.#end(false);
      await this.#forget();
    } else if (!hint.read() && this.phase.value === "in") {
      this.#end(true);
    } else if (hint.read() && this.phase.value === "out") {
      this.phase.value = "starting";
      await this.start();
    }
  }

  async quit(group: GroupId): Promise<Problem | null> {
    const { user, groups } = this.state.value;
    const groupState = groups.get(group);
    const answer = await this.#deps.api.quit(group);
    if (!answer.ok && answer.problem.status !== 404) return this.#refused(answer.problem);
    if (groupState && user) {
      this.quitFrom.value = othersOf(groupState.group, user.id).map(({ username }) => username);
    }
    this.#receive({ type: "gone", group });
    return null;
  }

  /** The group whose log is on the screen, or null. */
  look(group: GroupId | null): void {
    this.#readReceipts.look(group);
    if (group !== null && group === this.state.value.matched) this.dismissMatch();
  }

  /** Whether the end of that log is on the screen. */
  stand(isAtEnd: boolean): void {
    this.#readReceipts.stand(isAtEnd);
  }

  dismissMatch(): void {
    this.#change((state) => ({ ...state, matched: null }));
  }

  /** Called when the tab is shown or hidden. */
  show(isVisible: boolean): void {
    this.#readReceipts.show(isVisible);
    if (!isVisible) return this.#snapshotSaver.save();
    this.use();
    this.wake();
  }

  /** Called when the tab is used: a tab that rests goes on. */
  use(): void {
    this.connectionStatus.isDisplaced.value = false;
    this.#socket.use();
  }

  /** Called when the browser goes offline; and when it comes online. */
  lose(): void {
    this.#socket.lose();
    if (this.phase.value === "in") this.connectionStatus.tell();
  }

  wake(): void {
    if (this.#cancelStart !== null) void this.start();
    this.#socket.wake();
  }

  #welcome(answer: Answer<Account>): Problem | null {
    if (answer.ok) this.#enter(answer.value, null);
    return answer.ok ? null : answer.problem;
  }

  #enter({ user, profile }: Account, kept: Snapshot | null): void {
    const isSame = kept?.user.id === user.id;
    if (this.#lastUser !== null && this.#lastUser !== user.id) this.outbox.clearDrafts();
    this.#lastUser = user.id;
    this.wasEnded.value = false;
    this.state.value = isSame ? { ...keptState(kept), profile } : { ...emptyState, user, profile };
    this.phase.value = "in";
    this.#deps.hint.write(true);
    this.#backoff.reset();
    void this.outbox.load();
    this.#socket.start();
    this.connectionStatus.begin();
  }

  /** Nothing stays of anyone: not what was typed, not what was kept. */
  async #forget(): Promise<void> {
    this.outbox.clearDrafts();
    await this.#deps.localStore.clear();
  }

  #end(isUnasked: boolean): void {
    this.#socket.stop();
    // Not over the word that somebody logged out.
    if (this.#deps.hint.read()) this.#deps.hint.write(false);
    this.#snapshotSaver.forget();
    this.wasEnded.value = isUnasked;
    this.connectionStatus.end();
    this.quitFrom.value = null;
    this.phase.value = "out";
    this.outbox.pause();
    this.state.value = emptyState;
  }

  /**
   * A refusal as it was, after it has been looked at: without a session nothing else is worth
   * showing.
   */
  #refused(problem: Problem): Problem {
    if (problem.status === 401) this.#end(true);
    return problem;
  }

  async #checkSession(): Promise<void> {
    const answer = await this.#deps.api.me();
    if (!answer.ok && this.phase.value === "in") this.#refused(answer.problem);
  }

  #line(isUp: boolean): void {
    if (isUp) return this.connectionStatus.end();
    this.outbox.onDisconnect();
    this.connectionStatus.begin();
  }

  #receive(frame: ServerFrame): void {
    const { clock } = this.#deps;
    const before = this.state.value;
    if (frame.type === "gone") this.outbox.leave(frame.group);
    this.#change((state) => apply(state, frame, clock.now()));
    for (const part of [this.outbox, this.#readReceipts, this.#reconciler]) part.hear(frame);
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
