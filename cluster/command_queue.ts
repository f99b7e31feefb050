// The commands to one entity on their way to its owner, wherever that is. One batch is under way at
// a time and commands wait meanwhile, also those whose owner is this node by then: so the order in
// which they were asked holds through a move.

import type { Clock } from "../protocol/clock.ts";
import { moved } from "./engine.ts";

export interface CommandQueueDeps<Command, Answer> {
  /** Whether this node is the owner, and its part can be asked. */
  readonly isHere: () => boolean;
  /** See Engine.ask. */
  readonly ask: (batch: string) => Promise<string>;
  readonly clock: Clock;
  /** Runs later, in another turn of the event loop. */
  readonly defer: (run: () => void) => void;
  /** Asks the actor in this process; called only while this node is the owner. */
  readonly askHere: (command: Command) => Promise<Answer>;
  /** Whether a command that may have been obeyed may be given again. */
  readonly mayRepeat: (command: Command) => boolean;
  readonly unavailable: (detail: string) => Answer;
}

/** Within this time a command is answered. */
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
}

export class CommandQueue<Command, Answer> {
  readonly #deps: CommandQueueDeps<Command, Answer>;
  #waiting: Waiting<Command, Answer>[] = [];
  /** The batch that is under way. */
  #asked: readonly Waiting<Command, Answer>[] = [];
  #state: "idle" | "deferred" | "under way" | "stopped" = "idle";

  constructor(deps: CommandQueueDeps<Command, Answer>) {
    this.#deps = deps;
  }

  /** Never rejects. */
  ask(command: Command): Promise<Answer> {
    const { isHere, clock, askHere, unavailable } = this.#deps;
    if (this.#state === "idle" && isHere()) return askHere(command);
    if (this.#state === "stopped") return Promise.resolve(unavailable(stopping));
    if (this.#waiting.length >= capacity) {
      return Promise.resolve(unavailable("Too many commands wait for their actor; try again"));
    }
    return new Promise((answer) => {
      this.#waiting.push({ command, answer, until: clock.now() + answerMs });
      if (this.#state === "idle") this.#deferSend();
    });
  }

  /** Refuses what has not been answered, and all that comes; gives the commands without an answer. */
  stop(): readonly Command[] {
    const left = [...this.#asked, ...this.#waiting];
    this.#state = "stopped";
    this.#waiting = [];
    this.#asked = [];
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
    const { isHere, ask, askHere } = this.#deps;
    const batch = this.#waiting.splice(0, batchMost);
    if (isHere()) {
      // The actors' mailboxes keep the order from here on.
      for (const { command, answer } of batch) void askHere(command).then(answer);
      return this.#goOn();
    }
    this.#state = "under way";
    this.#asked = batch;
    ask(JSON.stringify(batch.map(({ command }) => command))).then(
      (answers) => {
        if (this.#isStopped) return;
        if (answers === moved) this.#again(batch);
        else this.#answer(batch, JSON.parse(answers));
      },
      () => this.#isStopped || this.#failed(batch),
    );
  }

  #answer(batch: readonly Waiting<Command, Answer>[], answers: readonly Answer[]): void {
    for (const [at, { answer }] of batch.entries()) {
      answer(answers[at] ?? this.#deps.unavailable("No answer came; try again"));
    }
    this.#goOn();
  }

  #failed(batch: readonly Waiting<Command, Answer>[]): void {
    const { mayRepeat, unavailable } = this.#deps;
    const again = batch.filter(({ command }) => mayRepeat(command));
    for (const { command, answer } of batch) {
      if (!mayRepeat(command)) answer(unavailable("It is not known whether this was done"));
    }
    this.#again(again);
  }

  #again(batch: readonly Waiting<Command, Answer>[]): void {
    const { clock, unavailable } = this.#deps;
    const all = [...batch, ...this.#waiting];
    this.#asked = [];
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
    this.#asked = [];
    if (this.#waiting.length > 0) this.#deferSend();
    else this.#state = "idle";
  }
}
