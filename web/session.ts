// Who is here and what they do: joins the line, the HTTP calls and the pure state, and offers the page its signals and
// its verbs. Lines keep their id until the server has acknowledged them, over any number of reconnections.

import { signal } from "@preact/signals";
import type { Clock } from "../actors/clock.ts";
import {
  type Criteria,
  type GroupId,
  type MessageId,
  type ServerFrame,
  typingHoldsMs,
} from "../actors/protocol.ts";
import type { Account, Answer, Api, NewProfile, Problem } from "./api.ts";
import type { Hint } from "./hint.ts";
import { History } from "./history.ts";
import { othersOf } from "./people.ts";
import { Reader } from "./reader.ts";
import { Socket, type Wire } from "./socket.ts";
import { addPending, apply, calm, dropPending, emptyState, since, type State } from "./state.ts";

/** A loss shorter than this is not worth a word. */
const quietLossMs = 3_000;
const lookAgainAfterMs = 2_000;
/** A `typing` frame holds longer than this, so that one who goes on typing is seen to. */
const typingEachMs = 3_000;

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
  /** What was typed and not sent, by group. */
  readonly drafts = signal<ReadonlyMap<GroupId, string>>(new Map());
  readonly history: History;

  readonly #deps: SessionDeps;
  readonly #socket: Socket;
  readonly #reader: Reader;
  #isUp = false;
  #typedAt = 0;

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
    this.#reader = new Reader(deps.clock, this.state, (frame) => this.#socket.send(frame));
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
    this.drafts.value = new Map();
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
    this.setDraft(group, "");
    this.#apply({ type: "gone", group });
    return null;
  }

  send(group: GroupId, text: string): void {
    this.#put(group, this.#deps.newId() as MessageId, text);
  }

  /** Sends a refused line again, under the id it has. */
  retry(group: GroupId, id: MessageId): void {
    const line = this.state.value.rooms.get(group)?.pending.find((each) => each.id === id);
    if (line !== undefined) this.#put(group, id, line.text);
  }

  giveUp(group: GroupId, id: MessageId): void {
    this.#change((state) => dropPending(state, group, id));
  }

  type(group: GroupId): void {
    const now = this.#deps.clock.now();
    if (now - this.#typedAt < typingEachMs) return;
    if (this.#socket.send({ type: "typing", group })) this.#typedAt = now;
  }

  setDraft(group: GroupId, text: string): void {
    this.drafts.value = new Map(this.drafts.value).set(group, text);
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
    this.#typedAt = 0;
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
    if (frame.type === "ready") this.#resend();
    if (frame.type === "typing") this.#deps.clock.after(typingHoldsMs, () => this.#calm());
    if (frame.type === "message" || frame.type === "pong") this.history.fillHoles();
    this.#reader.readSoon();
  }

  #resend(): void {
    for (const [group, room] of this.state.value.rooms) {
      for (const { id, text, refusal } of room.pending) {
        if (refusal === null) this.#socket.send({ type: "send", group, id, text });
      }
    }
  }

  #put(group: GroupId, id: MessageId, text: string): void {
    const line = { id, text, at: this.#deps.clock.now(), refusal: null };
    this.#change((state) => addPending(state, group, line));
    this.#socket.send({ type: "send", group, id, text });
    this.#typedAt = 0;
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
