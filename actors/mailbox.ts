// A bounded queue that runs one command at a time, in the order in which they came. Asking never rejects: a handler
// that throws, a full queue and a stopped mailbox all become the answer that `failed` makes of them.

export interface MailboxOptions<Command, Answer> {
  handle(command: Command): Promise<Answer> | Answer;
  /** The answer to a command whose handler threw, or that was not taken. */
  failed(command: Command, error: unknown): Answer;
  /** Commands that may wait; one more is not taken. */
  readonly capacity: number;
}

interface Letter<Command, Answer> {
  readonly command: Command;
  readonly answer: (answer: Answer) => void;
}

export class Mailbox<Command, Answer> {
  readonly #options: MailboxOptions<Command, Answer>;
  #waiting: Letter<Command, Answer>[] = [];
  #turn: Promise<void> | null = null;
  #stopped = false;

  constructor(options: MailboxOptions<Command, Answer>) {
    this.#options = options;
  }

  /** Whether nothing waits and nothing runs. */
  get idle(): boolean {
    return this.#turn === null;
  }

  ask(command: Command): Promise<Answer> {
    if (this.#stopped) return this.#refuse(command, "The mailbox has stopped");
    if (this.#waiting.length >= this.#options.capacity) return this.#refuse(command, "The mailbox is full");
    return new Promise((answer) => {
      this.#waiting.push({ command, answer });
      this.#turn ??= this.#run();
    });
  }

  /** Takes nothing more; resolves when what was taken has been handled. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#turn;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Taken as a batch: shift() on a long array would cost its length for each command.
      const batch = this.#waiting;
      this.#waiting = [];
      for (const { command, answer } of batch) answer(await this.#handle(command));
    }
    this.#turn = null;
  }

  async #handle(command: Command): Promise<Answer> {
    try {
      return await this.#options.handle(command);
    } catch (error) {
      return this.#options.failed(command, error);
    }
  }

  #refuse(command: Command, why: string): Promise<Answer> {
    return Promise.resolve(this.#options.failed(command, new Error(why)));
  }
}
