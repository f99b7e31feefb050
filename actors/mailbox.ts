// A bounded queue that gives its handler one turn at a time, in the order in which commands came: one command, or a run
// of those that may go together. Asking never rejects: a handler that throws or takes too long, a full queue and a
// stopped mailbox all become the answer that `failed` makes of them.

/** One run's time with the actor. What a handler does after its turn was given up must change and show nothing. */
export interface Turn {
  readonly isOver: boolean;
}

/** A turn that takes longer is given up. */
export const turnMs = 5_000;

/** Commands of one run at most. */
export const runMost = 500;

export interface MailboxOptions<Command, Answer> {
  /** One answer for each command, in their order. */
  handle(run: readonly Command[], turn: Turn): Promise<readonly Answer[]> | readonly Answer[];
  /** Whether a command that waits next goes in the same turn as these; absent: none does. */
  joins?(run: readonly Command[], next: Command): boolean;
  /** The answer to a command whose handler threw or took too long, or that was not taken. */
  failed(command: Command, error: unknown): Answer;
  /** Commands that may wait; one more is not taken. */
  readonly capacity: number;
}

interface Letter<Command, Answer> {
  readonly command: Command;
  readonly answer: (answer: Answer) => void;
}

interface Running {
  isOver: boolean;
  startedAt: number | null;
  readonly giveUp: () => void;
}

export class Mailbox<Command, Answer> {
  readonly #options: MailboxOptions<Command, Answer>;
  #waiting: Letter<Command, Answer>[] = [];
  #run: Promise<void> | null = null;
  #turn: Running | null = null;
  #stopped = false;

  constructor(options: MailboxOptions<Command, Answer>) {
    this.#options = options;
  }

  /** Whether nothing waits and nothing runs. */
  get idle(): boolean {
    return this.#run === null;
  }

  ask(command: Command): Promise<Answer> {
    if (this.#stopped) return this.#refuse(command, "The mailbox has stopped");
    if (this.#waiting.length >= this.#options.capacity) return this.#refuse(command, "The mailbox is full");
    return new Promise((answer) => {
      this.#waiting.push({ command, answer });
      this.#run ??= this.#work();
    });
  }

  /**
   * Gives up the turn that was under way when this was last called at least `mostMs` ago. To be called now and then:
   * a timer for each command would cost more than most commands do.
   */
  watch(now: number, mostMs: number): void {
    if (!this.#turn) return;
    this.#turn.startedAt ??= now;
    if (now - this.#turn.startedAt >= mostMs) this.#turn.giveUp();
  }

  /** Takes nothing more; resolves when what was taken has been handled. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#run;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Taken as a batch: shift() on a long array would cost its length for each command.
      const batch = this.#waiting;
      this.#waiting = [];
      for (let at = 0; at < batch.length;) {
        const letters = this.#runFrom(batch, at);
        at += letters.length;
        const answers = await this.#handle(letters.map(({ command }) => command));
        letters.forEach(({ answer }, index) => answer(answers[index] as Answer));
      }
    }
    this.#run = null;
  }

  /** The command at this place, and those after it that go in the same turn. */
  #runFrom(batch: readonly Letter<Command, Answer>[], at: number): Letter<Command, Answer>[] {
    const run = batch.slice(at, at + 1);
    if (!this.#options.joins) return run;
    const commands = run.map(({ command }) => command);
    for (const letter of batch.slice(at + 1, at + runMost)) {
      if (!this.#options.joins(commands, letter.command)) break;
      commands.push(letter.command);
      run.push(letter);
    }
    return run;
  }

  #handle(run: readonly Command[]): Promise<readonly Answer[]> {
    return new Promise((resolve) => {
      const end = (answers: () => readonly Answer[]) => {
        if (turn.isOver) return;
        turn.isOver = true;
        this.#turn = null;
        resolve(answers());
      };
      const fail = (error: unknown) => end(() => run.map((command) => this.#options.failed(command, error)));
      const turn: Running = {
        isOver: false,
        startedAt: null,
        giveUp: () => fail(new Error("It took too long")),
      };
      this.#turn = turn;
      this.#start(run, turn).then((answers) => end(() => answers), fail);
    });
  }

  /** A promise, even when the handler throws before its first wait. */
  async #start(run: readonly Command[], turn: Turn): Promise<readonly Answer[]> {
    const answers = await this.#options.handle(run, turn);
    if (answers.length === run.length) return answers;
    throw new Error(`The handler gave "${answers.length}" answers to "${run.length}" commands`);
  }

  #refuse(command: Command, why: string): Promise<Answer> {
    return Promise.resolve(this.#options.failed(command, new Error(why)));
  }
}
