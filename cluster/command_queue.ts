// The commands to one entity on their way to its owner, wherever that is. One batch is under way at
// a time and commands wait meanwhile, also those whose owner is this node by then: so the order in
// which they were asked holds through a move.

import type { Clock } from "../protocol/clock.ts";
import { moved, type Reply, type Request } from "./owner_protocol.ts";

export interface CommandQueueDeps<Command, Answer> {
  /** Whether this node is the owner, and its part can be asked. */
  readonly isHere: () => boolean;
  /** See Engine.ask. */
  readonly ask: (request: string) => Promise<string>;
  readonly clock: Clock;
  /** Runs later, in another turn of the event loop. */
  readonly defer: (run: () => void) => void;
  /** Asks the actor in this process; called only while this node is the owner. */
  readonly askHere: (command: Command) => Promise<Answer>;
  /** Whether a command that may have been obeyed may be given again. */
  readonly mayRepeat: (command: Command) => boolean;
  readonly unavailable: (detail: string) => Answer;
}

/**
 * A command that is older is refused. Its age is looked at when a batch was not obeyed, and when a
 * rest comes: the request that is under way may add its own time.
 */
const answerMs = 5_000;
/** After a batch that was not answered. */
const retryMs = 100;
/** Commands of one batch. */
const batchMost = 500;
/** Commands that may wait. */
const capacity = 10_000;
const stopping = "This node stops; try again";

interface Waiting<Command, Answer> {
  readonly command: Command;
  readonly answer: (answer: Answer) => void;
  readonly until: number;
  /** In the order of asking. */
  readonly place: number;
}

/** Commands that the owner has taken and not done yet, by their numbers there. */
interface Unfinished<Command, Answer> {
  readonly part: string;
  readonly commands: Map<number, Waiting<Command, Answer>>;
}

export class CommandQueue<Command, Answer> {
  readonly #deps: CommandQueueDeps<Command, Answer>;
  #waiting: Waiting<Command, Answer>[] = [];
  #unfinished: Unfinished<Command, Answer> | null = null;
  /** The batch that is under way. */
  #asked: readonly Waiting<Command, Answer>[] = [];
  #state: "idle" | "deferred" | "under way" | "stopped" = "idle";
  #places = 0;

  constructor(deps: CommandQueueDeps<Command, Answer>) {
    this.#deps = deps;
  }

  /** Never rejects. */
  ask(command: Command): Promise<Answer> {
    const { isHere, clock, askHere, unavailable } = this.#deps;
    const isFree = this.#state === "idle" && this.#unfinished === null;
    if (isFree && isHere()) return askHere(command);
    if (this.#isStopped) return Promise.resolve(unavailable(stopping));
    if (this.#waiting.length >= capacity) {
      return Promise.resolve(unavailable("Too many commands wait for their actor; try again"));
    }
    return new Promise((answer) => {
      const place = this.#places++;
      this.#waiting.push({ command, answer, until: clock.now() + answerMs, place });
      if (this.#state === "idle") this.#deferSend();
    });
  }

  /** Refuses what has no answer yet, and all that comes; gives the commands without an answer. */
  stop(): readonly Command[] {
    const unfinished = [...this.#unfinished?.commands.values() ?? []];
    const left = inOrder([...unfinished, ...this.#asked, ...this.#waiting]);
    this.#state = "stopped";
    this.#waiting = [];
    this.#asked = [];
    this.#unfinished = null;
    for (const { answer } of left) answer(this.#deps.unavailable(stopping));
    return left.map(({ command }) => command);
  }

  get #isStopped(): boolean {
    return this.#state === "stopped";
  }

  #deferSend(): void {
    this.#state = "deferred";
    this.#deps.defer(() => this.#send());
  }

  #send(): void {
    if (this.#isStopped) return;
    const { isHere, askHere } = this.#deps;
    if (isHere()) {
      // The part that had them is over.
      this.#takeBackUnfinished();
      const batch = this.#waiting.splice(0, batchMost);
      // The actors' mailboxes keep the order from here on.
      for (const { command, answer } of batch) void askHere(command).then(answer);
      return this.#goOn();
    }
    const batch = this.#waiting.splice(0, batchMost);
    this.#state = "under way";
    this.#asked = batch;
    const commands = batch.map(({ command }) => command);
    const after = this.#unfinished?.part ?? null;
    void this.#ask({ type: "obey", after, commands }).then((reply) => {
      if (this.#isStopped) return;
      this.#asked = [];
      if (reply === null) this.#again(this.#repeatable(batch));
      else if (reply === moved) this.#again([...this.#unfinishedRepeatable(), ...batch]);
      else this.#taken(batch, reply);
    });
  }

  /** Null: it is not known whether the request was obeyed. Never rejects. */
  async #ask(request: Request<Command>): Promise<Reply<Answer> | typeof moved | null> {
    try {
      const reply = await this.#deps.ask(JSON.stringify(request));
      return reply === moved ? moved : JSON.parse(reply);
    } catch {
      return null;
    }
  }

  #taken(
    batch: readonly Waiting<Command, Answer>[],
    { part, first, answers }: Reply<Answer>,
  ): void {
    for (const [at, waiting] of batch.entries()) {
      const answer = answers[at] ?? null;
      if (answer === null) this.#keepUnfinished(part, first + at, waiting);
      else waiting.answer(answer);
    }
    this.#goOn();
  }

  #keepUnfinished(part: string, number: number, waiting: Waiting<Command, Answer>): void {
    if (this.#unfinished === null) {
      this.#unfinished = { part, commands: new Map() };
      void this.#fetchUnfinished(this.#unfinished);
    }
    this.#unfinished.commands.set(number, waiting);
  }

  /** Asks for what takes long, until all of it is done. Never rejects. */
  async #fetchUnfinished(unfinished: Unfinished<Command, Answer>): Promise<void> {
    const { part, commands } = unfinished;
    // After the batch that has begun it.
    await Promise.resolve();
    while (commands.size > 0 && this.#unfinished === unfinished) {
      const numbers = [...commands.keys()];
      const reply = await this.#ask({ type: "rest", part, numbers });
      if (this.#unfinished !== unfinished) return;
      if (reply === null || reply === moved) break;
      for (const [at, number] of numbers.entries()) {
        const answer = reply.answers[at] ?? null;
        if (answer === null) continue;
        commands.get(number)?.answer(answer);
        commands.delete(number);
      }
      this.#refuseLate(commands);
    }
    if (this.#unfinished !== unfinished) return;
    this.#takeBackUnfinished();
    if (this.#state === "idle") this.#goOn();
  }

  /** The owner has them, in their order: others need not be refused with them. */
  #refuseLate(commands: Map<number, Waiting<Command, Answer>>): void {
    const { clock, unavailable } = this.#deps;
    for (const [number, { until, answer }] of commands) {
      if (until > clock.now()) continue;
      commands.delete(number);
      answer(unavailable("This takes too long; try again"));
    }
  }

  #takeBackUnfinished(): void {
    this.#waiting = inOrder([...this.#unfinishedRepeatable(), ...this.#waiting]);
  }

  /** Its part is over: of these it is not known whether they were obeyed. */
  #unfinishedRepeatable(): readonly Waiting<Command, Answer>[] {
    const commands = [...this.#unfinished?.commands.values() ?? []];
    this.#unfinished = null;
    return this.#repeatable(commands);
  }

  /** Those of commands in doubt that may be given again; the others are refused. */
  #repeatable(
    batch: readonly Waiting<Command, Answer>[],
  ): readonly Waiting<Command, Answer>[] {
    const { mayRepeat, unavailable } = this.#deps;
    for (const { command, answer } of batch) {
      if (!mayRepeat(command)) answer(unavailable("It is not known whether this was done"));
    }
    return batch.filter(({ command }) => mayRepeat(command));
  }

  #again(batch: readonly Waiting<Command, Answer>[]): void {
    const { clock, unavailable } = this.#deps;
    const all = inOrder([...batch, ...this.#waiting]);
    // When the first has waited too long the others are refused with it: none may overtake it.
    const isLate = all.some(({ until }) => until <= clock.now());
    this.#waiting = isLate ? [] : all;
    if (isLate) {
      for (const { answer } of all) answer(unavailable("This takes too long; try again"));
    }
    this.#state = "deferred";
    clock.after(retryMs, () => this.#goOn());
  }

  #goOn(): void {
    if (this.#isStopped) return;
    if (this.#waiting.length > 0) this.#deferSend();
    else this.#state = "idle";
  }
}

function inOrder<Each extends { readonly place: number }>(commands: readonly Each[]): Each[] {
  return commands.toSorted((a, b) => a.place - b.place);
}
