// What serves one database, as tabs reach it: their lines and requests go to any server that takes
// them.

import type { Session, Socket } from "../../../actors/connections/connection.ts";
import type { UserId } from "../../../protocol/domain.ts";
import type { Peer } from "../../../routes/sockets/dialogue.ts";
import type { Line, NetworkDeps } from "./network.ts";
import { expiresAt, type Reply, type Request, sessionOf } from "./reply.ts";

/** A server that cannot be reached, as `fetch` has it. */
export class Unreachable extends Error {}

export interface Server {
  readonly name: string;
  readonly hasEnded: boolean;
  accept(line: Line, session: Session, socket: Socket): Peer | null;
  serve(request: Request): Promise<Reply>;
}

export abstract class Servers {
  readonly #network: NetworkDeps;
  /** Whether what one server did may be unknown to another one. */
  wasSplit = false;
  /** Whether a matchmaker may not know of what another one placed. */
  mayMissSearches = false;
  /** How many requests in a hundred are lost, on the way there or back. */
  lostRequests = 0;

  constructor(network: NetworkDeps) {
    this.#network = network;
  }

  /** The servers that take new lines and requests. */
  protected abstract get up(): readonly Server[];

  /** No fault from now on. */
  abstract heal(): void;

  /** Takes everything away, and starts nothing before `release`. */
  abstract hold(): void;
  abstract release(): void;

  accept(line: Line, user: UserId, socket: Socket): Peer | null {
    return this.#pick()?.accept(line, { user, id: sessionOf(user), expiresAt }, socket) ?? null;
  }

  /** Rejects when nothing comes back. */
  request(request: Request): Promise<Reply> {
    const { time, random, delayMs, trace } = this.#network;
    const isLost = random.whole(1, 100) <= this.lostRequests;
    const isAnswerLost = random.whole(1, 100) <= this.lostRequests;
    return new Promise((resolve, reject) => {
      const later = (run: () => void) => time.after(random.whole(1, delayMs), run);
      const lose = () => {
        trace.count("request lost");
        later(() => reject(new Unreachable(`"${request.line}" was lost`)));
      };
      later(async () => {
        const server = this.#pick();
        if (isLost || server === undefined) return lose();
        trace.tell(`${server.name}: ${request.line}`);
        const reply = await server.serve(request);
        if (isAnswerLost || server.hasEnded) return lose();
        trace.count(`answered ${reply.status}`);
        later(() => resolve(reply));
      });
    });
  }

  #pick(): Server | undefined {
    return this.#network.random.pick(this.up);
  }
}
