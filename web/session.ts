// Who is here and what they do: joins the line, the HTTP calls and the pure state, and offers the page its signals and
// its verbs. Without a session there is no state.

import { signal } from "@preact/signals";
import type { Clock } from "../actors/clock.ts";
import {
  type ClientFrame,
  type Criteria,
  type GroupId,
  type ServerFrame,
  typingHoldsMs,
} from "../actors/protocol.ts";
import type { Account, Answer, Api, NewProfile, Problem } from "./api.ts";
import type { Hint } from "./hint.ts";
import { History } from "./history.ts";
import { Outbox } from "./outbox.ts";
import { othersOf } from "./people.ts";
import { Reader } from "./reader.ts";
import { Socket, type Wire } from "./socket.ts";
import { apply, calm, emptyState, since, type State } from "./state.ts";

/** A loss shorter than this is not worth a word. */
const quietLossMs = 3_000;
const lookAgainAfterMs = 2_000;

/** Whether it is known who is here: not yet, nobody, or a user. */
export type Phase = "starting" | "out" | "in";

export interface SessionDeps {
  readonly clock: Clock;
  readonly api: Api;
  readonly Wire: new (url: string) => Wire;
  readonly url: string;
  readonly random: () => number;
  readonly newId: () => string;
  readonly hint: Hint;
}

export class Session {
  readonly phase = signal<Phase>("starting");
  readonly state = signal<State>(emptyState);
  readonly isOffline = signal(false);
  /** Whether the session ended by itself: the page says so beside the form. */
  readonly wasEnded = signal(false);
  /** Who was left in the group that was just quit, for one line on the next page. */
  readonly quitFrom = signal<readonly string[] | null>(null);
  readonly history: History;
  readonly outbox: Outbox;

  readonly #deps: SessionDeps;
  readonly #socket: Socket;
  readonly #reader: Reader;
  #isUp = false;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.#socket = new Socket({
      ...deps,
      since: () => since(this.state.value),
      onFrame: (frame) => this.#receive(frame),
      onLine: (isUp) => this.#line(isUp),
      onRefused: () => void this.#checkSession(),
      onOver: () => this.#end(true),
    });
    const send = (frame: ClientFrame) => this.#socket.send(frame);
    this.#reader = new Reader(deps.clock, this.state, send);
    this.outbox = new Outbox({ ...deps, state: this.state, send });
    this.history = new History(deps.api, this.state);
  }

  /** Finds out who is here; tries again while the server cannot be reached. */
  async start(): Promise<void> {
    if (!this.#deps.hint.read()) return void (this.phase.value = "out");
    const answer = await this.#deps.api.me();
    if (answer.ok) return this.#enter(answer.value);
    if (answer.problem.status === 401) return this.#end(false);
    this.isOffline.value = true;
    this.#deps.clock.after(lookAgainAfterMs, () => void this.start());
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

  async logOut(): Promise<Problem | null> {
    const answer = await this.#deps.api.logOut();
    if (!answer.ok && answer.problem.status !== 401) return answer.problem;
    this.outbox.clearDrafts();
    this.#end(false);
    return null;
  }

  async placeTicket(criteria: Criteria): Promise<Problem | null> {
    this.dismissMatch();
    const answer = await this.#deps.api.placeTicket(criteria);
    if (!answer.ok) return this.#refused(answer.problem);
    // Matched at once: the frames that told so may have come before this answer, which is older.
    if (this.state.value.matched === null) this.#apply({ type: "ticket", ticket: answer.value.ticket });
    return null;
  }

  async withdrawTicket(): Promise<Problem | null> {
    const answer = await this.#deps.api.withdrawTicket();
    if (!answer.ok) return this.#refused(answer.problem);
    this.#apply({ type: "ticket", ticket: null });
    return null;
  }

  async quit(group: GroupId): Promise<Problem | null> {
    const { user, rooms } = this.state.value;
    const room = rooms.get(group);
    const answer = await this.#deps.api.quit(group);
    if (!answer.ok && answer.problem.status !== 404) return this.#refused(answer.problem);
    if (room !== undefined && user !== null) {
      this.quitFrom.value = othersOf(room.group, user.id).map((member) => member.username);
    }
    this.outbox.setDraft(group, "");
    this.#apply({ type: "gone", group });
    return null;
  }

  /** The group whose log is on the screen, or null. */
  look(group: GroupId | null): void {
    this.#reader.look(group);
    if (group !== null && group === this.state.value.matched) this.dismissMatch();
  }

  dismissMatch(): void {
    this.#change((state) => ({ ...state, matched: null }));
  }

  /** Called when the tab is shown or hidden. */
  show(isVisible: boolean): void {
    this.#reader.show(isVisible);
    if (isVisible) this.#socket.wake();
  }

  /** Called when the browser comes online or goes offline. */
  wake(): void {
    this.#socket.wake();
  }

  #welcome(answer: Answer<Account>): Problem | null {
    if (!answer.ok) return answer.problem;
    this.#enter(answer.value);
    return null;
  }

  #enter({ user, profile }: Account): void {
    this.isOffline.value = false;
    this.wasEnded.value = false;
    this.state.value = { ...emptyState, user, profile };
    this.phase.value = "in";
    this.#deps.hint.write(true);
    this.#socket.start();
    this.#deps.clock.after(quietLossMs, () => this.#sayOffline());
  }

  #end(isUnasked: boolean): void {
    this.#socket.stop();
    this.#deps.hint.write(false);
    this.wasEnded.value = isUnasked;
    this.isOffline.value = false;
    this.quitFrom.value = null;
    this.phase.value = "out";
    this.state.value = emptyState;
  }

  /** A refusal as it was, after it has been looked at: without a session nothing else is worth showing. */
  #refused(problem: Problem): Problem {
    if (problem.status === 401) this.#end(true);
    return problem;
  }

  async #checkSession(): Promise<void> {
    const answer = await this.#deps.api.me();
    if (!answer.ok && this.phase.value === "in") this.#refused(answer.problem);
  }

  #line(isUp: boolean): void {
    this.#isUp = isUp;
    if (isUp) this.isOffline.value = false;
    else this.#deps.clock.after(quietLossMs, () => this.#sayOffline());
  }

  #sayOffline(): void {
    if (!this.#isUp && this.phase.value === "in") this.isOffline.value = true;
  }

  #receive(frame: ServerFrame): void {
    this.#apply(frame);
    if (frame.type === "ready") this.outbox.resend();
    if (frame.type === "typing") this.#deps.clock.after(typingHoldsMs, () => this.#calm());
    if (frame.type === "message" || frame.type === "pong") this.history.fillHoles();
    this.#reader.readSoon();
  }

  #calm(): void {
    this.#change((state) => calm(state, this.#deps.clock.now()));
  }

  #apply(frame: ServerFrame): void {
    this.#change((state) => apply(state, frame, this.#deps.clock.now()));
  }

  #change(change: (state: State) => State): void {
    this.state.value = change(this.state.value);
  }
}
