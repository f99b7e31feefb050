// The conversation with one client, whatever driver carries it: hello is answered by where the
// client stands, each later frame goes to the actor of its group, and what comes of it goes back.
// Nothing here throws or rejects.

import {
  Connection,
  type End,
  type Owner,
  type Session,
  type Socket,
} from "../../actors/connections/connection.ts";
import { suspendedEnd } from "../../actors/connections/hub.ts";
import { type Has, resume } from "../../actors/connections/resume.ts";
import { messageFrame } from "../../actors/connections/presenters.ts";
import type { GroupAnswer, GroupCommand } from "../../actors/group/command.ts";
import { allows, scopeOfFrame } from "../../protocol/api_tokens.ts";
import { type Cancel, instantOf } from "../../protocol/clock.ts";
import type { GroupId, UserId } from "../../protocol/domain.ts";
import { type ClientFrame, closeCode } from "../../protocol/frames.ts";
import type { EventName } from "../../logging/events.ts";
import type { Deps } from "../deps.ts";
import { FrameAdmission, idOf, type Refused, refused } from "./frame_admission.ts";
import { GroupAccess } from "./group_access.ts";

/** What a driver tells of its socket. */
export interface Peer {
  received(data: unknown): void;
  closed(): void;
}

type GroupFrame = Exclude<ClientFrame, { type: "hello" | "ping" }>;

const sessionOver = { code: closeCode.sessionOver, reason: "The session is over" };
const notAvailable = { code: closeCode.goingAway, reason: "Not available now; reconnect" };

/** Begins the conversation with a socket that has just opened. */
export function converse(session: Session, socket: Socket, deps: Deps): Peer {
  return new Dialogue(session, socket, deps);
}

class Dialogue implements Owner, Peer {
  readonly #connection: Connection;
  readonly #deps: Deps;
  readonly #admission: FrameAdmission;
  /** Made when first needed. */
  #access: GroupAccess | null = null;
  /** Null once hello has come: a timer that is kept is memory of each socket. */
  #cancelHello: Cancel | null;
  /** Frames that wait for a look-up of their group. */
  #waiting = 0;

  constructor(session: Session, socket: Socket, deps: Deps) {
    this.#deps = deps;
    this.#admission = new FrameAdmission(session.user, deps);
    const { resync } = deps;
    this.#connection = new Connection(session, socket, deps.limits, this);
    if (resync) this.#connection.countMessages(() => resync(this.#connection));
    this.#cancelHello = deps.clock.after(deps.settings.helloMs, () => {
      this.#close({ code: closeCode.badClient, reason: "No hello came" });
    });
    deps.hub.attach(this.#connection);
    deps.report("socket_opened", { user: session.user });
    void this.#confirm();
  }

  received(data: unknown): void {
    if (this.#connection.closed) return;
    const cameAt = this.#deps.measures.path?.now() ?? 0;
    const verdict = this.#admission.admit(data);
    switch (verdict.type) {
      case "admitted":
        return this.#obey(verdict.frame, cameAt);
      case "refused":
        return this.#refuse(verdict);
      case "ended":
        return this.#close(verdict.end);
    }
  }

  closed(): void {
    this.#connection.lost();
  }

  ended(): void {
    this.#forgetHello();
    this.#deps.hub.detach(this.#connection);
    this.#deps.report("socket_closed", { user: this.#connection.session.user });
  }

  /** The session may have ended between the look at its cookie and `attach`. */
  async #confirm(): Promise<void> {
    const { store, clock, report } = this.#deps;
    const { id, user } = this.#connection.session;
    const now = instantOf(clock.now());
    try {
      if (await store.session(id, now)) return;
      const standing = await store.standing(user, now);
      const suspension = standing?.suspension;
      this.#close(suspension ? suspendedEnd(suspension) : sessionOver);
    } catch (error) {
      report("session_not_confirmed", { user, error });
      this.#close(notAvailable);
    }
  }

  /** `cameAt`: when the frame came in, where that is measured. */
  #obey(frame: ClientFrame, cameAt: number): void {
    const { greeted } = this.#connection;
    if (frame.type === "hello") {
      if (greeted) return this.#refuse(this.#admission.invalid(null, "Hello was said already"));
      this.#forgetHello();
      const { since = {}, history } = frame;
      return void this.#resume({ since, history }, cameAt);
    }
    if (!greeted) {
      return this.#refuse(refused(idOf(frame), "hello_first", 'The first frame must be "hello"'));
    }
    const { session } = this.#connection;
    if (session.scopes !== undefined && !allows(session, [scopeOfFrame[frame.type]])) {
      const detail = `This needs an API token with the scope "${scopeOfFrame[frame.type]}"`;
      return this.#refuse(refused(idOf(frame), "insufficient_scope", detail));
    }
    const shortage = adds(frame) ? this.#deps.disk.refusal("adds") : null;
    if (shortage !== null) return this.#refuse(refused(idOf(frame), "unavailable", shortage));
    const tooMany = this.#admission.begin(frame);
    if (tooMany) return this.#refuse(tooMany);
    if (frame.type === "ping") void this.#pong(cameAt);
    else this.#askGroup(frame, cameAt);
  }

  async #resume(has: Has, cameAt: number): Promise<void> {
    try {
      await resume(this.#connection, has, this.#deps);
      this.#deps.measures.path?.answered("hello", true, cameAt);
    } catch (error) {
      this.#report("hello_failed", error);
      this.#close(notAvailable);
    }
  }

  async #pong(cameAt: number): Promise<void> {
    try {
      const heads = await this.#deps.store.heads(this.#connection.session.user);
      const now = instantOf(this.#deps.clock.now());
      this.#connection.answer({ type: "pong", heads, now });
      this.#deps.measures.path?.answered("ping", true, cameAt);
    } catch (error) {
      this.#report("ping_failed", error);
      this.#refuse(refused(null, "unavailable", "The database cannot be reached now"));
    } finally {
      this.#admission.finish();
    }
  }

  #askGroup(frame: GroupFrame, cameAt: number): void {
    const has = this.#connection.seqOf(frame.group);
    const span = this.#deps.tracing?.frame(frame.type, frame.group);
    const answered = (answer: GroupAnswer) => {
      this.#admission.finish();
      this.#tell(frame, answer, has);
      this.#deps.measures.path?.answered(frame.type, answer.type === "done", cameAt);
      span?.end(answer.type === "refused" ? answer.code : answer.type);
    };
    const command = commandOf(frame, this.#connection.session.user, span?.trace);
    // While a frame waits no other goes at once: it could overtake one of its group.
    if (this.#waiting === 0 && this.#access?.isKnown(frame.group) === true) {
      this.#deps.placement.askGroupThen(frame.group, command, answered);
    } else void this.#askIfKnown(frame.group, command, answered);
  }

  /** `has`: the last seq of the group that the client had when it sent the frame. */
  #tell(frame: GroupFrame, answer: GroupAnswer, has: number | null): void {
    if (answer.type === "refused") {
      this.#refuse(refused(idOf(frame), answer.code, answer.detail));
    } else if (answer.type === "repeated") {
      this.#connection.answerInTurn(messageFrame(frame.group, answer.message), has);
    }
  }

  async #askIfKnown(
    group: GroupId,
    command: GroupCommand,
    answered: (answer: GroupAnswer) => void,
  ): Promise<void> {
    this.#waiting += 1;
    let isKnown = false;
    try {
      this.#access ??= new GroupAccess(this.#deps.store, this.#connection.session.user);
      isKnown = await this.#access.ask(group);
    } catch (error) {
      this.#report("membership_unknown", error);
      return answered(unavailable);
    } finally {
      this.#waiting -= 1;
    }
    if (isKnown) this.#deps.placement.askGroupThen(group, command, answered);
    else answered(notMember);
  }

  #report(event: EventName, error: unknown): void {
    this.#deps.report(event, { user: this.#connection.session.user, error });
  }

  #refuse({ id, code, detail, end }: Refused): void {
    this.#deps.measures.refused(code);
    this.#connection.answer({ type: "error", id, code, detail });
    if (end) this.#close(end);
  }

  #close({ code, reason }: End): void {
    this.#connection.close(code, reason);
  }

  #forgetHello(): void {
    this.#cancelHello?.();
    this.#cancelHello = null;
  }
}

/** Whether a frame asks for something new to be stored. */
function adds({ type }: ClientFrame): boolean {
  return type === "send" || type === "edit" || type === "react";
}

/** By hand for a text: to copy whatever fields there are takes longer. */
function commandOf(frame: GroupFrame, user: UserId, trace: string | undefined): GroupCommand {
  if (trace !== undefined) return { ...frame, user, trace };
  if (frame.type !== "send" || frame.reply !== undefined) return { ...frame, user };
  return { type: "send", user, id: frame.id, text: frame.text };
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
