// Servers that know of no other: usually one, for a while none, sometimes two that both take the
// database for theirs.

import type { ServerFault, ServerFaults } from "./fault_injector.ts";
import type { NetworkDeps } from "./network.ts";
import { Program, type ProgramDeps } from "./program.ts";
import { Servers } from "./servers.ts";

export interface ProgramsDeps extends ProgramDeps, NetworkDeps {}

export class Programs extends Servers {
  readonly #deps: ProgramsDeps;
  #programs: Program[] = [];
  #started = 0;
  #isHeld = false;

  constructor(deps: ProgramsDeps) {
    super(deps);
    this.#deps = deps;
    this.start();
  }

  /** How many run, those that are stopping included. */
  get size(): number {
    return this.#programs.filter((program) => !program.hasEnded).length;
  }

  /** How many take new lines and requests. */
  get upCount(): number {
    return this.up.length;
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
    // Two programs at the same time.
    if (this.#programs.length > 0) this.wasSplit = this.mayMissSearches = true;
    this.#programs.push(new Program(`server ${++this.#started}`, this.#deps));
  }

  /** Kills one program, or stops it in good order. */
  end(how: "kill" | "stop"): void {
    const program = this.#deps.random.pick(this.up);
    if (program === undefined) return;
    this.#deps.trace.tell(`${program.name}: ${how}`);
    if (how === "kill") program.kill();
    else void program.stop();
  }

  /** From now on exactly one program runs. */
  heal(): void {
    const [first, ...others] = this.up;
    for (const program of this.#programs) if (program !== first) program.kill();
    if (first === undefined && others.length === 0) this.start();
    this.lostRequests = 0;
  }

  protected get up(): Program[] {
    return this.#programs.filter(({ isUp }) => isUp);
  }
}

/** A second program is killed again, since the lock of the database would have kept it out. */
export function faultsOf(programs: Programs): ServerFaults {
  const restart = (how: "kill" | "stop"): ServerFault["inject"] => ({ random, later }) => {
    if (programs.size === 0) return false;
    programs.end(how);
    later(random.whole(100, 3_000), () => programs.upCount === 0 && programs.start());
    return true;
  };
  return {
    kill: { weight: 1.5, inject: restart("kill") },
    stop: { weight: 1, inject: restart("stop") },
    split: {
      weight: 1,
      inject({ random, later }) {
        if (programs.size !== 1) return false;
        programs.start();
        later(random.whole(2_000, 12_000), () => programs.size > 1 && programs.end("kill"));
        return true;
      },
    },
  };
}
