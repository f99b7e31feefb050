// Keeps two bots waiting for a trio, so that one person who accepts anyone, bots too, has a trio at
// once; three of them are no trio. Bots in a trio are replaced by bots that are in none: by new
// ones, and once `mostPeople` exist, by those whose trios have ended.

import { Bot, type BotDeps } from "./bot.ts";
import { mostPeople, type Options } from "./options.ts";
import { makePerson } from "./people.ts";
import { pause } from "./pause.ts";

export interface CrowdDeps {
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** How many bots wait at a time, at most. */
const waitingMost = 2;
const retryMs = 2_000;
const settleMs = 100;

/**
 * Brings bots until the signal; resolves when all have withdrawn. Rejects when the server refuses
 * such people.
 */
export async function runCrowd(options: Options, deps: CrowdDeps): Promise<void> {
  await new Crowd(options, deps).run();
}

class Crowd {
  readonly #options: Options;
  readonly #deps: CrowdDeps;
  readonly #bots: Bot[] = [];
  readonly #lives = new Set<Promise<void>>();
  #wake: () => void = () => {};
  #outage = false;
  #brought = 0;

  constructor(options: Options, deps: CrowdDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  async run(): Promise<void> {
    const { signal, say } = this.#deps;
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake);
    for (let welcomed = false; !signal.aborted;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await this.#tend();
      const ready = this.#bots.filter(({ placed }) => placed).length === this.#wanted();
      if (ready && !welcomed) say(this.#welcome());
      welcomed ||= ready;
      await promise;
      // The end of a ticket and its trio are told one after the other, and count together.
      await pause(settleMs, signal);
    }
    await Promise.all(this.#lives);
    signal.removeEventListener("abort", wake);
  }

  async #tend(): Promise<void> {
    const { signal } = this.#deps;
    while (this.#bots.length < this.#options.count && !signal.aborted) await this.#bring();
    while (this.#waiting() < this.#wanted() && !signal.aborted) {
      const bot = this.#fresh() ?? await this.#bring() ?? this.#free();
      if (bot === null) return;
      await bot.wait();
    }
  }

  #wanted(): number {
    return Math.min(waitingMost, this.#options.count);
  }

  #waiting(): number {
    return this.#bots.filter(({ waits }) => waits).length;
  }

  /** One that has never been in a trio. */
  #fresh(): Bot | null {
    return this.#bots.find((bot) => !bot.waits && !bot.hasMet) ?? null;
  }

  /** The one whose last trio ended first. */
  #free(): Bot | null {
    const free = this.#bots.filter((bot) => !bot.waits && !bot.busy);
    return free.sort((one, other) => one.freeSince - other.freeSince)[0] ?? null;
  }

  /** Signs up one more and lets it live; null: there are enough, or the signal came. */
  async #bring(): Promise<Bot | null> {
    const { random, signal } = this.#deps;
    while (this.#brought < mostPeople && !signal.aborted) {
      const bot = new Bot(this.#botDeps(), makePerson(random, new Date(), this.#options));
      const status = await bot.signUp().catch((error: unknown) => this.#lost(error));
      if (status === 201) return this.#admit(bot);
      if (status === 400 || status === 403) {
        throw new Error(
          `The server at "${this.#options.url}" refuses such people (${status}); does another --age help?`,
        );
      }
      if (status !== 409) await pause(retryMs, signal);
    }
    return null;
  }

  #admit(bot: Bot): Bot {
    this.#found();
    this.#brought++;
    this.#bots.push(bot);
    const life = bot.live().then(() => {
      this.#bots.splice(this.#bots.indexOf(bot), 1);
      this.#lives.delete(life);
      this.#wake();
    });
    this.#lives.add(life);
    return bot;
  }

  #botDeps(): BotDeps {
    const { random, signal } = this.#deps;
    return {
      url: this.#options.url,
      random,
      signal,
      changed: () => this.#wake(),
      met: (bot, persons) => this.#met(bot, persons),
      outage: (why) => why === null ? this.#found() : void this.#lost(why),
    };
  }

  #met(bot: Bot, persons: readonly string[]): void {
    this.#deps.say(`${bot.name} is in a trio with ${persons.join(" and ")}`);
  }

  #lost(why: unknown): number {
    if (!this.#outage) {
      const detail = why instanceof Error ? why.message : String(why);
      this.#deps.say(`No answer from ${this.#options.url}, trying again: ${detail.split("\n")[0]}`);
    }
    this.#outage = true;
    return 0;
  }

  #found(): void {
    if (this.#outage) this.#deps.say(`${this.#options.url} answers`);
    this.#outage = false;
  }

  #welcome(): string {
    const who = this.#wanted() === 1 ? "One simulated person waits" : "Two simulated people wait";
    const wish = "ask for a trio with anyone, and let bots in";
    return `${who} at ${this.#options.url}: ${wish}. Ctrl+C stops them`;
  }
}
