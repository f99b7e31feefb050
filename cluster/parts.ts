// The parts of entities that this node owns: a directory with the actors of a slice's groups, or
// what there is once. They are made when this node becomes the owner, and stopped when another one
// is about to.

import type { GroupAnswer, GroupCommand } from "../actors/group/command.ts";
import type { MatchmakerAnswer, MatchmakerCommand } from "../actors/matchmaker/command.ts";
import type { Directory } from "../actors/runtime/directory.ts";
import type { Singletons } from "../actors/runtime/in_process.ts";
import type { Report } from "../logging/events.ts";
import type { WaitingCount } from "../actors/runtime/actor_measures.ts";
import type { Clock } from "../protocol/clock.ts";
import type { GroupId } from "../protocol/domain.ts";
import type { EntityPart } from "./engine.ts";
import type { EntityName } from "./names.ts";
import { moved } from "./owner_protocol.ts";
import { PartDesk } from "./part_desk.ts";

/** A command to a group of a slice. */
export type SliceCommand = readonly [group: GroupId, command: GroupCommand];

export interface Makers {
  readonly newDirectory: () => Directory;
  readonly newSingletons: () => Singletons;
}

export interface LocalPartsDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly report: Report;
}

/** What runs in a part. */
interface Running {
  stop(): Promise<void>;
}

const stoppedPart: EntityPart = {
  obey: () => Promise.resolve(moved),
  stop: () => Promise.resolve(),
};

export class LocalParts {
  readonly #makers: Promise<Makers>;
  readonly #deps: LocalPartsDeps;
  readonly #slices = new Map<EntityName, Directory>();
  #singletons: Singletons | null = null;
  readonly #parts = new Set<EntityPart>();
  #isStopped = false;

  /** `makers` resolves when this node knows who is connected where. */
  constructor(makers: Promise<Makers>, deps: LocalPartsDeps) {
    this.#makers = makers;
    this.#deps = deps;
  }

  /** How many groups' actors are in memory. */
  get groupActors(): number {
    return this.#slices.values().reduce((sum, { size }) => sum + size, 0);
  }

  /** What waits for a match; null: another node knows, or it is being loaded. */
  get waiting(): WaitingCount | null {
    return this.#singletons?.waiting() ?? null;
  }

  /** Whether this node owns anything. */
  get isAtWork(): boolean {
    return this.#slices.size > 0 || this.#singletons !== null;
  }

  has(entity: EntityName): boolean {
    return entity === "once" ? this.#singletons !== null : this.#slices.has(entity);
  }

  start(entity: EntityName): EntityPart {
    if (this.#isStopped) return stoppedPart;
    return entity === "once"
      ? this.#start(
        (makers) => this.#startSingletons(makers),
        (command: MatchmakerCommand) => this.askMatchmaker(command),
      )
      : this.#start(
        (makers) => this.#startSlice(entity, makers),
        (command: SliceCommand) => this.askGroup(entity, command),
      );
  }

  /** Only while it `has` the slice. */
  askGroup(slice: EntityName, [group, command]: SliceCommand): Promise<GroupAnswer> {
    const directory = this.#slices.get(slice);
    if (!directory) throw new Error(`The slice "${slice}" is not here`);
    return directory.ask(group, command);
  }

  /** Only while it `has` what there is once. */
  askMatchmaker(command: MatchmakerCommand): Promise<MatchmakerAnswer> {
    if (!this.#singletons) throw new Error("The matchmaker is not here");
    return this.#singletons.matchmaker.ask(command);
  }

  /** Has the jobs begun that the database holds, where they run here. */
  wakeJobs(): void {
    this.#singletons?.wakeJobs();
  }

  /** Stops every part, as the engine does one by one. None begins after it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#parts].map((part) => part.stop()));
  }

  #start<Command>(
    begin: (makers: Makers) => Running,
    ask: (command: Command) => Promise<GroupAnswer | MatchmakerAnswer>,
  ): EntityPart {
    let running: Running | null = null;
    let stopped: Promise<void> | null = null;
    const { newId, clock, report } = this.#deps;
    const started = this.#makers.then((makers) => {
      if (stopped === null) running = begin(makers);
    }).catch((error) => report("node_part_failed", { error }));
    const halted = Promise.withResolvers<void>();
    const desk = new PartDesk({ id: newId(), clock, ask });
    const part: EntityPart = {
      async obey(request) {
        await Promise.race([started, halted.promise]);
        return stopped || !running ? moved : await desk.answer(JSON.parse(request));
      },
      stop: () => {
        stopped ??= Promise.resolve(running?.stop());
        halted.resolve();
        this.#parts.delete(part);
        return stopped;
      },
    };
    this.#parts.add(part);
    return part;
  }

  #startSlice(slice: EntityName, makers: Makers): Running {
    const directory = makers.newDirectory();
    this.#slices.set(slice, directory);
    return {
      stop: () => {
        if (this.#slices.get(slice) === directory) this.#slices.delete(slice);
        return directory.stop();
      },
    };
  }

  #startSingletons(makers: Makers): Running {
    const singletons = this.#singletons = makers.newSingletons();
    return {
      stop: () => {
        if (this.#singletons === singletons) this.#singletons = null;
        return singletons.stop();
      },
    };
  }
}
