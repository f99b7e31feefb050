// Looks at every frame that reaches a client: each line is told in order, all members are shown one
// log, and nobody else is shown anything of it.

import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import type { GroupId, Message, UserId } from "../../../protocol/domain.ts";
import type { Trace } from "../run/trace.ts";
import type { Truth } from "./truth.ts";

export interface WatchDeps {
  readonly truth: Truth;
  readonly trace: Trace;
  /** Whether a server may not know of everything that was committed. */
  readonly mayBeLate: () => boolean;
  /** Whether several nodes tell, so that what is told of others may come late. */
  readonly hasNodes?: boolean;
}

type Frame<Type extends ServerFrame["type"]> = Extract<ServerFrame, { type: Type }>;

/** All that clients were told, over a whole run. */
export class Watch {
  readonly deps: WatchDeps;
  /** Broken promises, in the order of finding. */
  readonly findings: string[] = [];
  /** Ids whose author was shown the message. */
  readonly acknowledged = new Map<string, GroupId>();
  /** Ids whose author was shown the message after a restore had lost it. */
  readonly lost = new Set<string>();
  /** Texts that were sent one after the other without waiting for an answer. */
  readonly volleys: { readonly group: GroupId; readonly ids: readonly string[] }[] = [];
  /** Ids of frames that were refused. */
  readonly refused = new Set<string>();
  /** How often the database was put back. */
  restores = 0;
  readonly #shown = new Map<string, string>();

  constructor(deps: WatchDeps) {
    this.deps = deps;
  }

  find(what: string): void {
    this.findings.push(what);
    this.deps.trace.tell(`FOUND ${what}`);
  }

  /** After a restore: what was shown and is not there may have another one in its place. */
  forgetLost(): void {
    this.restores += 1;
    const { truth } = this.deps;
    const places = truth.groups.flatMap((group) =>
      truth.log(group).map(({ seq }) => `${group} ${seq}`)
    );
    const isThere = new Set(places);
    for (const place of this.#shown.keys()) if (!isThere.has(place)) this.#shown.delete(place);
    for (const [id, group] of this.acknowledged) {
      if (!truth.log(group).some((entry) => entry.id === id)) this.acknowledged.delete(id);
    }
  }

  /** A message that was shown keeps its place, and every client is shown the same there. */
  show(group: GroupId, { seq, id, kind, by }: Message): void {
    const place = `${group} ${seq}`;
    const what = `${id} ${kind} ${by}`;
    const before = this.#shown.get(place) ?? what;
    this.#shown.set(place, what);
    if (before !== what) this.find(`changed place: ${place} was ${before} and is ${what}`);
    const stored = this.deps.truth.log(group).find((entry) => entry.seq === seq);
    if (stored?.id !== id) {
      this.find(`shown before stored: ${place} is ${what}, stored is ${stored?.id}`);
    }
  }
}

/** One line of one user, from its hello on. */
export class LineWatch {
  readonly #watch: Watch;
  readonly #user: UserId;
  readonly #mayLose: () => boolean;
  readonly #restoresBefore: number;
  #since: Readonly<Record<string, number>> = {};
  #ready: Frame<"ready"> | null = null;
  /** The last seq that came, or after which this line began. */
  readonly #last = new Map<GroupId, number>();
  readonly #sent = new Set<string>();
  readonly #gone = new Set<GroupId>();
  readonly #reads = new Map<string, number>();

  /** `mayLose`: whether the network has lost a message of this line. */
  constructor(user: UserId, watch: Watch, mayLose: () => boolean) {
    this.#user = user;
    this.#watch = watch;
    this.#mayLose = mayLose;
    this.#restoresBefore = watch.restores;
  }

  sent(frame: ClientFrame): void {
    const { trace } = this.#watch.deps;
    trace.count(`sent ${frame.type}`);
    if (frame.type === "hello") this.#since = frame.since ?? {};
    else if ("id" in frame) this.#sent.add(frame.id);
  }

  received(frame: ServerFrame): void {
    this.#watch.deps.trace.count(
      frame.type === "error" ? `refused ${frame.code}` : `came ${frame.type}`,
    );
    if (frame.type === "error" && frame.id !== null) this.#watch.refused.add(frame.id);
    if (frame.type === "ready") return this.#begin(frame);
    if (this.#ready === null && frame.type !== "error") {
      this.#find(`"${frame.type}" before "ready"`);
    }
    if (frame.type === "message") return this.#message(frame.group, frame.message);
    if (frame.type === "group") this.#join(frame);
    if (frame.type === "gone") this.#gone.add(frame.group);
    if (frame.type === "read") this.#read(frame);
    // Presence is asked of the store and not of the group: it may be on its way during a leave.
    if ("user" in frame && "group" in frame && frame.type !== "presence") {
      this.#afterGone(frame.group, frame.type);
    }
  }

  #begin(frame: Frame<"ready">): void {
    if (this.#ready !== null) this.#find("a second ready");
    this.#ready = frame;
    for (const { id, lastSeq, gap, members } of frame.groups) {
      const since = this.#since[id];
      if (gap) this.#watch.deps.trace.count("gap");
      else if (since !== undefined && since < lastSeq) this.#watch.deps.trace.count("resumed");
      this.#last.set(id, since === undefined || gap ? lastSeq : since);
      for (const member of members) this.#reads.set(`${id} ${member.id}`, member.readSeq);
      this.#stillIn(id, lastSeq);
    }
  }

  #join({ group: { id, lastSeq, firstSeq } }: Frame<"group">): void {
    if (!this.#last.has(id)) this.#last.set(id, Math.min(lastSeq, firstSeq) - 1);
    this.#gone.delete(id);
    this.#stillIn(id, lastSeq);
  }

  #message(group: GroupId, message: Message): void {
    this.#show(group, message);
    this.#stillIn(group, message.seq);
    this.#hasCome(group, message.seq);
    // A repeated frame of this line is answered with the message that it became before.
    if (this.#sent.has(message.id)) return this.#pass(group, message.seq);
    const last = this.#last.get(group);
    if (last === undefined) {
      if (!this.#watch.deps.mayBeLate()) {
        this.#find(`a message of ${group}, of which nothing was told`);
      }
      return;
    }
    if (message.seq <= last) this.#find(`${message.seq} of ${group} after ${last}`);
    const resumedTo = this.#ready?.groups.find(({ id }) => id === group)?.lastSeq ?? 0;
    if (message.seq > last + 1 && !this.#mayLose()) {
      if (message.seq <= resumedTo) {
        this.#find(`resuming skipped from ${last} to ${message.seq} of ${group}`);
      } else if (this.#watch.deps.hasNodes && this.#isIn(group)) {
        // Nodes count the messages of each line. Who has left is not told of all before that.
        this.#find(`a gap from ${last} to ${message.seq} of ${group}`);
      }
    }
    this.#pass(group, message.seq);
  }

  #show(group: GroupId, message: Message): void {
    const { deps: { truth }, restores, acknowledged, lost } = this.#watch;
    const isMine = message.by === this.#user;
    const isLost = !truth.log(group).some(({ id }) => id === message.id);
    // What was on its way before a restore may be lost by it, and come all the same.
    if (isLost && this.#restoresBefore < restores) return void (isMine && lost.add(message.id));
    this.#watch.show(group, message);
    if (isMine) acknowledged.set(message.id, group);
  }

  #pass(group: GroupId, seq: number): void {
    this.#last.set(group, Math.max(seq, this.#last.get(group) ?? 0));
  }

  #stillIn(group: GroupId, seq: number): void {
    const left = this.#watch.deps.truth.leftSeq(group, this.#user);
    if (seq >= left) this.#find(`${seq} of ${group} to someone who left with ${left}`);
  }

  #isIn(group: GroupId): boolean {
    return this.#watch.deps.truth.leftSeq(group, this.#user) === Infinity;
  }

  /** A later member is never told what was said before. */
  #hasCome(group: GroupId, seq: number): void {
    const first = this.#watch.deps.truth.firstSeq(group, this.#user);
    if (seq < first) this.#find(`${seq} of ${group} to someone who came with ${first}`);
  }

  #read({ group, user, seq }: Frame<"read">): void {
    const key = `${group} ${user}`;
    const before = this.#reads.get(key) ?? 0;
    if (seq < before && !this.#mayBeLate) {
      this.#find(`read ${seq} of ${key} after ${before}`);
    }
    this.#reads.set(key, Math.max(seq, before));
  }

  #afterGone(group: GroupId, type: string): void {
    const wasThere = this.#ready?.groups.some(({ id }) => id === group) ?? false;
    if (this.#gone.has(group) && wasThere && !this.#mayBeLate) {
      this.#find(`"${type}" of ${group} after "gone"`);
    }
  }

  get #mayBeLate(): boolean {
    const { hasNodes = false, mayBeLate } = this.#watch.deps;
    return hasNodes || mayBeLate();
  }

  #find(what: string): void {
    this.#watch.find(`${this.#user.slice(0, 8)}: ${what}`);
  }
}
