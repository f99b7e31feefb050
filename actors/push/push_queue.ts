// Queues pushes in the store, aside from the turns of actors: what they tell is gathered for a
// moment and stored together. What a crash loses of it is not pushed: the page alone shows it.

import type { AwayText, PushedMatch, PushStore } from "../../db/store/pushes.ts";
import { type Cancel, type Clock, instantOf } from "../../protocol/clock.ts";
import type { GroupId, Instant, UserId } from "../../protocol/domain.ts";
import type { Report } from "../../logging/events.ts";

/** What is worth a push, told by those who see it happen. Takes no time. */
export interface PushNews {
  /** These users were put in a group. */
  matched(group: GroupId, users: readonly UserId[]): void;
  /** A text came, and a user who may see it has no socket. */
  texted(text: Omit<AwayText, "at">): void;
  /** The tickets of these users have fallen asleep. */
  asleep(users: readonly UserId[]): void;
}

export interface PushQueueDeps {
  readonly store: Pick<PushStore, "queueMatches" | "queueTexts" | "queueAsleep">;
  readonly clock: Clock;
  readonly report: Report;
  /** Called when something was stored. */
  readonly onQueued: () => void;
}

/** What is told is gathered for so long. */
const gatherMs = 200;
/** Time until another attempt where the store failed. */
const retryMs = 2_000;
/** What is remembered of each kind; while the store is away the rest is lost. */
const rememberedMost = 20_000;

export class PushQueue implements PushNews {
  readonly #deps: PushQueueDeps;
  readonly #matches: PushedMatch[] = [];
  /** By group and user: the last text. */
  readonly #texts = new Map<string, AwayText>();
  readonly #asleep = new Set<UserId>();
  #cancel: Cancel | null = null;
  #storing: Promise<void> = Promise.resolve();

  constructor(deps: PushQueueDeps) {
    this.#deps = deps;
  }

  matched(group: GroupId, users: readonly UserId[]): void {
    if (this.#matches.length < rememberedMost) {
      this.#matches.push({ group, users, at: this.#instant() });
    }
    this.#storeIn(gatherMs);
  }

  texted(text: Omit<AwayText, "at">): void {
    this.#remember({ ...text, at: this.#instant() });
    this.#storeIn(gatherMs);
  }

  asleep(users: readonly UserId[]): void {
    for (const user of users) {
      if (this.#asleep.size < rememberedMost) this.#asleep.add(user);
    }
    this.#storeIn(gatherMs);
  }

  /** Stores what was told. */
  async stop(): Promise<void> {
    this.#cancel?.();
    await this.#storing;
    await this.#store();
    // What could not be stored is lost.
    this.#cancel?.();
  }

  #remember(text: AwayText): void {
    const key = `${text.group} ${text.user}`;
    const known = this.#texts.get(key);
    if (known ? known.seq >= text.seq : this.#texts.size >= rememberedMost) return;
    this.#texts.set(key, text);
  }

  #instant(): Instant {
    return instantOf(this.#deps.clock.now());
  }

  #storeIn(ms: number): void {
    this.#cancel ??= this.#deps.clock.after(ms, () => {
      this.#storing = this.#storing.then(async () => {
        this.#cancel = null;
        if (!await this.#store()) this.#storeIn(retryMs);
      });
    });
  }

  /** Never rejects. False: some of what was told is still to be stored. */
  async #store(): Promise<boolean> {
    const { store, report, onQueued } = this.#deps;
    const [matches, texts] = [this.#matches.splice(0), [...this.#texts.values()]];
    const asleep = [...this.#asleep];
    this.#texts.clear();
    this.#asleep.clear();
    const at = this.#instant();
    const stored = await Promise.allSettled([
      matches.length > 0 && store.queueMatches(matches, at),
      texts.length > 0 && store.queueTexts(texts, at),
      asleep.length > 0 && store.queueAsleep(asleep, at),
    ]);
    const faults = stored.map((one) => one.status === "rejected" ? one : null);
    const [ofMatches, ofTexts, ofAsleep] = faults;
    if (ofMatches) this.#matches.unshift(...matches);
    if (ofTexts) { for (const text of texts) this.#remember(text); }
    if (ofAsleep) { for (const user of asleep) this.#asleep.add(user); }
    const fault = faults.find((one) => one !== null);
    if (fault) report("pushes_not_queued", { error: fault.reason });
    if (stored.some((one) => one.status === "fulfilled" && one.value !== false)) onQueued();
    return fault === undefined;
  }
}
