// Where the requests to a part arrive: has its commands obeyed in their order, and keeps the
// answers to those that take long until they are asked for.

import type { Clock } from "../protocol/clock.ts";
import { inTime } from "../protocol/in_time.ts";
import { moved, type Reply, type Request } from "./owner_protocol.ts";

export interface PartDeskDeps<Command, Answer> {
  /** Of this part. */
  readonly id: string;
  readonly clock: Clock;
  readonly ask: (command: Command) => Promise<Answer>;
}

/** Commands that are not done in this time are answered apart. */
const holdMs = 100;
/** Answers that are asked for apart are waited for so long, when none of them comes. */
const restMs = 1_000;
/** Answers that are kept; a node that has died asks for none. */
const keptMost = 10_000;

export class PartDesk<Command, Answer> {
  readonly #deps: PartDeskDeps<Command, Answer>;
  /** By number. */
  readonly #unfinished = new Map<number, Promise<Answer>>();
  #next = 0;

  constructor(deps: PartDeskDeps<Command, Answer>) {
    this.#deps = deps;
  }

  /** Gives a reply, or `moved`. */
  async answer(request: Request<Command>): Promise<string> {
    const { id } = this.#deps;
    if ((request.type === "rest" ? request.part : request.after ?? id) !== id) return moved;
    if (request.type === "rest") return await this.#rest(request.numbers);
    const { commands } = request;
    const first = this.#next;
    this.#next += commands.length;
    const asked = commands.map((command) => this.#deps.ask(command));
    const answers = await this.#within(holdMs, asked, Promise.all(asked));
    for (const [at, promise] of asked.entries()) {
      if (answers[at] === null) this.#unfinished.set(first + at, promise);
    }
    for (const number of this.#unfinished.keys()) {
      if (this.#unfinished.size <= keptMost) break;
      this.#unfinished.delete(number);
    }
    return JSON.stringify({ part: id, first, answers } satisfies Reply<Answer>);
  }

  async #rest(numbers: readonly number[]): Promise<string> {
    const asked = numbers.flatMap((number) => this.#unfinished.get(number) ?? []);
    if (asked.length < numbers.length) return moved;
    const answers = await this.#within(restMs, asked, Promise.race(asked));
    for (const [at, number] of numbers.entries()) {
      if (answers[at] !== null) this.#unfinished.delete(number);
    }
    const [first = 0] = numbers;
    return JSON.stringify({ part: this.#deps.id, first, answers } satisfies Reply<Answer>);
  }

  /** The answers that are there when `enough` is, or after this time; null for the others. */
  async #within(
    ms: number,
    asked: readonly Promise<Answer>[],
    enough: Promise<unknown>,
  ): Promise<(Answer | null)[]> {
    const answers = asked.map((): Answer | null => null);
    for (const [at, promise] of asked.entries()) {
      void promise.then((answer) => answers[at] = answer, () => {});
    }
    await inTime(this.#deps.clock, ms, enough);
    return [...answers];
  }
}
