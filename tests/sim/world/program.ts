// One server process: the real actors and socket dialogues over a store with faults. It can be
// killed at any instant; what it was doing then goes no further.

import type { Session, Socket } from "../../../actors/connections/connection.ts";
import { createWorld, type World, type WorldDeps } from "../../../actors/world.ts";
import type { Limits } from "../../../protocol/limits.ts";
import type { Deps } from "../../../routes/deps.ts";
import { createProbes } from "../../../routes/admin/probes.ts";
import { newInviteToken } from "../../../routes/auth/invite_tokens.ts";
import { createKeyedHash } from "../../../routes/auth/keyed_hash.ts";
import { createPasswords } from "../../../routes/auth/passwords.ts";
import { converse, type Peer } from "../../../routes/sockets/dialogue.ts";
import { createTokens } from "../../../routes/auth/tokens.ts";
import { readSettings, type Settings } from "../../../settings.ts";
import { createMeasures, snapshotOf } from "../../support/metrics/snapshots.ts";
import { emptyPages } from "../../support/server/empty_pages.ts";
import type { Line } from "./network.ts";
import { type Reply, type Request, sessionOf } from "./reply.ts";
import { serveRequest } from "./requests.ts";
import { Scope } from "./scope.ts";
import { reachStore, type StoreWireDeps } from "./wire_to_store.ts";

export interface ProgramDeps extends Omit<StoreWireDeps, "scope"> {
  readonly settings: Settings;
}

/** What a node of a cluster has of its own. */
export interface NodeParts extends Pick<WorldDeps, "place" | "drainMs" | "history"> {
  readonly scope: Scope;
}

const key = "k".repeat(32);

export function settingsWith(limits: Partial<Limits>, rest: Partial<Settings>): Settings {
  const usual = readSettings({ HOST: "127.0.0.1", SESSION_KEY: key });
  return { ...usual, ...rest, limits: { ...usual.limits, ...limits } };
}

export class Program {
  readonly name: string;
  readonly world: World;
  readonly #scope: Scope;
  readonly #deps: Deps;
  readonly #stopping = new AbortController();
  readonly #lines = new Set<Line>();

  constructor(name: string, deps: ProgramDeps, node: NodeParts | null = null) {
    const { settings, trace, random } = deps;
    this.name = name;
    const clock = this.#scope = node?.scope ?? new Scope(deps.time);
    // No fault strikes a program that only starts.
    if (node === null) void deps.store.beginHistory(name);
    this.world = createWorld({
      history: name,
      ...node,
      store: reachStore({ ...deps, scope: clock }),
      clock,
      newId: random.id,
      limits: settings.limits,
      resumeMessages: settings.resumeMessages,
      idleMs: settings.groupIdleMs,
      metDays: settings.metDays,
      creditMs: settings.creditMs,
      ticketAwayMs: settings.ticketAwayMs,
      silentMs: settings.silentMs,
      report(event) {
        trace.tell(`${name} reports ${event}`);
        trace.count("fault reported");
      },
    });
    this.#deps = {
      ...this.world,
      settings,
      measures: createMeasures(),
      snapshot: () => Promise.resolve(snapshotOf()),
      disk: { refusal: () => null },
      memory: { isShort: () => false },
      tokens: createTokens(key),
      keyedHash: createKeyedHash([key]),
      version: "1.2.3",
      passwords: createPasswords(1),
      newToken: newInviteToken,
      probes: createProbes(newInviteToken),
      isCommonPassword: () => false,
      pages: emptyPages,
      pushKey: null,
      stopping: this.#stopping.signal,
    };
  }

  get hasEnded(): boolean {
    return this.#scope.hasEnded;
  }

  /** Whether it takes new lines and requests. */
  get isUp(): boolean {
    return !this.#stopping.signal.aborted && !this.hasEnded;
  }

  accept(line: Line, session: Session, socket: Socket): Peer | null {
    if (!this.isUp) return null;
    this.#lines.add(line);
    let peer: Peer | null = null;
    this.#scope.enter(() => peer = converse(session, this.#alive(socket), this.#deps));
    return {
      received: (data) => this.#scope.enter(() => peer?.received(data)),
      closed: () => {
        this.#lines.delete(line);
        this.#scope.enter(() => peer?.closed());
      },
    };
  }

  /** See serveRequest. */
  serve(request: Request): Promise<Reply> {
    const run = () => serveRequest(this.world, request, sessionOf(request.user));
    if (!this.#scope.isFrozen) return run();
    return new Promise((resolve) => this.#scope.enter(() => void run().then(resolve)));
  }

  kill(): void {
    this.#stopping.abort();
    this.#scope.end();
    for (const line of this.#lines) line.cut();
    this.#lines.clear();
  }

  /** Stops in good order, as on SIGTERM. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.world.stop();
    this.#scope.end();
    for (const line of this.#lines) line.cut();
  }

  #alive(socket: Socket): Socket {
    return {
      send: (text) => this.hasEnded || socket.send(text),
      queued: () => socket.queued(),
      close: (code, reason) => this.hasEnded || socket.close(code, reason),
    };
  }
}
