// The servers of one database: usually one, for a while none, sometimes two that both take it for
// theirs.

import type { Socket } from "../../../actors/connections/connection.ts";
import type { SessionId, UserId } from "../../../protocol/domain.ts";
import type { Peer } from "../../../routes/sockets/dialogue.ts";
import { serveRequest } from "./requests.ts";
import type { Line, NetworkDeps } from "./network.ts";
import { Program, type ProgramDeps } from "./program.ts";
import { expiresAt, type Reply, type Request } from "./reply.ts";

/** The one session of a user. */
export function sessionOf(user: UserId): SessionId {
  return user as string as SessionId;
}

/** A server that cannot be reached, as `fetch` has it. */
export class Unreachable extends Error {}

export interface ClusterDeps extends ProgramDeps, NetworkDeps {}

export class Cluster {
  readonly #deps: ClusterDeps;
  #programs: Program[] = [];
  #started = 0;
  #isHeld = false;
  /** Whether two programs ever ran at the same time. */
  wasSplit = false;
  /** How many requests in a hundred are lost, on the way there or back. */
  lostRequests = 0;

  constructor(deps: ClusterDeps) {
    this.#deps = deps;
    this.start();
  }

  /** How many run, those that are stopping included. */
  get size(): number {
    return this.#programs.filter((program) => !program.hasEnded).length;
  }

  /** How many take new lines and requests. */
  get upCount(): number {
    return this.#up.length;
  }

  /** Kills every program, and starts none before `release`. */
  hold(): void {
    this.#isHeld = true;
    for (const program of this.#programs) program.kill();
  }

  release(): void {
    this.#isHeld = false;
    this.start();
  }

  start(): void {
    if (this.#isHeld) return;
    this.#programs = this.#programs.filter((program) => !program.hasEnded);
    if (this.#programs.length > 0) this.wasSplit = true;
    this.#programs.push(new Program(`server ${++this.#started}`, this.#deps));
  }

  /** Kills one program, or stops it in good order. */
  end(how: "kill" | "stop"): void {
    const program = this.#deps.random.pick(this.#up);
    if (program === undefined) return;
    this.#deps.trace.tell(`${program.name}: ${how}`);
    if (how === "kill") program.kill();
    else void program.stop();
  }

  /** From now on exactly one program runs. */
  heal(): void {
    const [first, ...others] = this.#up;
    for (const program of this.#programs) if (program !== first) program.kill();
    if (first === undefined && others.length === 0) this.start();
    this.lostRequests = 0;
  }

  accept(line: Line, user: UserId, socket: Socket): Peer | null {
    return this.#pick()?.accept(line, { user, id: sessionOf(user), expiresAt }, socket) ?? null;
  }

  /** Rejects when nothing comes back. */
  request(request: Request): Promise<Reply> {
    const { time, random, delayMs, trace } = this.#deps;
    const isLost = random.whole(1, 100) <= this.lostRequests;
    const isAnswerLost = random.whole(1, 100) <= this.lostRequests;
    return new Promise((resolve, reject) => {
      const later = (run: () => void) => time.after(random.whole(1, delayMs), run);
      const lose = () => {
        trace.count("request lost");
        later(() => reject(new Unreachable(`"${request.line}" was lost`)));
      };
      later(async () => {
        const program = this.#pick();
        if (isLost || program === undefined) return lose();
        trace.tell(`${program.name}: ${request.line}`);
        const reply = await serveRequest(program.world, request, sessionOf(request.user));
        if (isAnswerLost || program.hasEnded) return lose();
        trace.count(`answered ${reply.status}`);
        later(() => resolve(reply));
      });
    });
  }

  get #up(): Program[] {
    return this.#programs.filter(({ isUp }) => isUp);
  }

  #pick(): Program | undefined {
    return this.#deps.random.pick(this.#up);
  }
}
