// A bounded queue that gives its handler one turn at a time, in the order in which commands came:
// one command, or a run of commands that may go together.
//
// This is all that makes an actor an actor. A handler may wait for the store in the midst of its
// turn, and still nothing else touches its memory until the turn ends. So an actor needs no locks,
// and what it reads at the beginning of a turn holds at its end.
//
// Asking never rejects. A handler that throws or takes too long, a full queue and a stopped mailbox
// all become the answer that `failed` makes of them, so that a caller has one way to handle
// all.
//
// A turn that takes too long is given up: its commands are answered, and the next turn begins. But
// a promise cannot be ended from outside: its handler still runs once the store answers. It must
// then change and show nothing, which `Turn.isOver` and `assertGoesOn` are for.

import { Unavailable } from "../../protocol/unavailable.ts";
import type { MailboxMeasures } from "./actor_measures.ts";

/**
 * One run's time with the actor. After a turn was given up, its handler must change and show
 * nothing.
 */
export interface Turn {
  readonly isOver: boolean;
}

/** Throws when a turn was given up: it must not go on in memory that later turns use. */
export function assertGoesOn(turn: Turn): void {
  if (turn.isOver) throw new Error("The turn was given up meanwhile");
}

/** A turn that takes longer than this is given up. */
export const turnMs = 5_000;
/** A turn that takes longer than this is slow. */
const slowMs = 1_000;

/** Commands of one run, at most. */
const runMost = 500;

export interface MailboxOptions<Command, Answer> {
  /** Gives one answer for each command, in their order. */
  handle(run: readonly Command[], turn: Turn): Promise<readonly Answer[]> | readonly Answer[];
  /** Whether the next command that waits goes in the same turn as a run; absent: never. */
  joins?(run: readonly Command[], next: Command): boolean;
  /** Gives the answer to a command whose turn threw or took too long, or that was not taken. */
  failed(command: Command, error: unknown): Answer;
  /** Told once of a turn that is slow, with the first of its commands; see `watch`. */
  slow?(command: Command, ms: number): void;
  /** Commands that may wait. One more is not taken. */
  readonly capacity: number;
  /** Absent: waits are not measured. */
  readonly measures?: MailboxMeasures | undefined;
}

interface Asked<Command, Answer> {
  readonly command: Command;
  readonly answered: (answer: Answer) => void;
  /** Null: it is not measured, or nothing was before it. */
  readonly since: number | null;
}

interface Running<Command, Answer> extends Turn {
  readonly asked: readonly Asked<Command, Answer>[];
  /** Those of `asked`. */
  readonly commands: readonly Command[];
  isOver: boolean;
  /** When `watch` first saw it. */
  startedAt: number | null;
  isSlow: boolean;
}

export class Mailbox<Command, Answer> {
  readonly #options: MailboxOptions<Command, Answer>;
  readonly #waiting: Asked<Command, Answer>[] = [];
  #turn: Running<Command, Answer> | null = null;
  #stopped: PromiseWithResolvers<void> | null = null;

  constructor(options: MailboxOptions<Command, Answer>) {
    this.#options = options;
  }

  /** Whether nothing waits and nothing runs. */
  get idle(): boolean {
    return this.#turn === null;
  }

  ask(command: Command): Promise<Answer> {
    return new Promise((resolve) => this.askThen(command, resolve));
  }

  /**
   * As `ask`, without a promise, which every message would pay for. `answered` must not throw; it
   * is called at once where the command is not taken.
   */
  askThen(command: Command, answered: (answer: Answer) => void): void {
    if (this.#stopped) return answered(this.#refusal(command, "The mailbox has stopped"));
    if (this.#waiting.length >= this.#options.capacity) {
      return answered(this.#refusal(command, "The mailbox is full"));
    }
    const since = this.idle ? null : this.#options.measures?.now() ?? null;
    this.#waiting.push({ command, answered, since });
    if (this.#turn === null) this.#next();
  }

  /**
   * Gives up a turn that an earlier call, at least `mostMs` ago, has seen. To be called now and
   * then: a timer for each command would cost more than most commands do.
   */
  watch(now: number, mostMs: number): void {
    if (!this.#turn) return;
    // After the clock was set back the time is counted anew.
    this.#turn.startedAt = Math.min(now, this.#turn.startedAt ?? now);
    const ms = now - this.#turn.startedAt;
    if (ms >= slowMs && !this.#turn.isSlow) this.#tellSlow(this.#turn, ms);
    if (ms >= mostMs) this.#fail(this.#turn, new Unavailable("It took too long"));
  }

  /** Takes nothing more; resolves when what was taken has been handled. */
  stop(): Promise<void> {
    this.#stopped ??= Promise.withResolvers();
    if (this.idle) this.#stopped.resolve();
    return this.#stopped.promise;
  }

  /** Begins the next turn. Plain callbacks, since a turn is on the path of every message. */
  #next(): void {
    const turn = this.#take();
    this.#turn = turn;
    if (turn === null) return this.#stopped?.resolve();
    this.#measure(turn.asked);
    this.#start(turn).then(
      (answers) => this.#end(turn, answers),
      (error) => this.#fail(turn, error),
    );
  }

  /** Takes the commands of the next turn out of the queue. Null: none waits. */
  #take(): Running<Command, Answer> | null {
    const first = this.#waiting.shift();
    if (!first) return null;
    const [asked, commands] = [[first], [first.command]];
    const { joins } = this.#options;
    for (let next = this.#waiting[0]; joins && next; next = this.#waiting[0]) {
      if (commands.length >= runMost || !joins(commands, next.command)) break;
      this.#waiting.shift();
      asked.push(next);
      commands.push(next.command);
    }
    return { asked, commands, isOver: false, startedAt: null, isSlow: false };
  }

  #measure(asked: readonly Asked<Command, Answer>[]): void {
    const { measures } = this.#options;
    if (!measures) return;
    // Of commands that go together only the first one may have found nothing before it.
    const now = asked[0]?.since === null ? 0 : measures.now();
    for (const { since } of asked) measures.waited(since === null ? 0 : now - since);
  }

  /** Gives a promise also when the handler throws before its first wait. */
  #start(turn: Running<Command, Answer>): Promise<readonly Answer[]> {
    try {
      return Promise.resolve(this.#options.handle(turn.commands, turn));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #end(turn: Running<Command, Answer>, answers: readonly Answer[]): void {
    // A turn that was given up has been answered.
    if (turn.isOver) return;
    const { asked } = turn;
    if (answers.length !== asked.length) {
      const counts = `"${answers.length}" answers to "${asked.length}" commands`;
      return this.#fail(turn, new Error(`The handler gave ${counts}`));
    }
    turn.isOver = true;
    try {
      asked.forEach(({ answered }, at) => answered(answers[at] as Answer));
    } finally {
      this.#next();
    }
  }

  #tellSlow(turn: Running<Command, Answer>, ms: number): void {
    turn.isSlow = true;
    const [first] = turn.asked;
    if (first) this.#options.slow?.(first.command, ms);
  }

  #fail(turn: Running<Command, Answer>, error: unknown): void {
    if (turn.isOver) return;
    this.#end(turn, turn.commands.map((command) => this.#options.failed(command, error)));
  }

  #refusal(command: Command, why: string): Answer {
    return this.#options.failed(command, new Unavailable(why));
  }
}
