// What disturbs the talk of a run: sockets that are cut, and members who leave their group for
// another one.

import { askForTrio } from "./arrival.ts";
import { delay } from "./delay.ts";
import { groupsOf, type LoadCrowd } from "./load_crowd.ts";
import type { LoadUser } from "./load_user.ts";
import type { Meter } from "./meter.ts";
import type { Options } from "./options.ts";
import { refusedRequest } from "./trouble.ts";

export interface DisturbanceDeps {
  readonly options: Pick<Options, "cuts" | "leaves">;
  readonly crowd: LoadCrowd;
  readonly meter: Meter;
  readonly random: () => number;
}

const perMinuteOfHundred = 1 / 60_000 / 100;
const goneWithinMs = 10_000;
const lookEachMs = 20;

export class Disturbances {
  readonly #deps: DisturbanceDeps;
  readonly #leaving = new Set<Promise<void>>();
  #cuts = 0;
  #leaves = 0;

  constructor(deps: DisturbanceDeps) {
    this.#deps = deps;
  }

  get cuts(): number {
    return this.#cuts;
  }

  get leaves(): number {
    return this.#leaves;
  }

  /** Disturbs as often as `elapsedMs` asks for, by chance. */
  disturb(elapsedMs: number): void {
    const { options, crowd, random } = this.#deps;
    const due = (share: number, of: number) => {
      const expected = share * perMinuteOfHundred * of * elapsedMs;
      return Math.floor(expected) + Number(random() < expected % 1);
    };
    const connected = crowd.users.filter(({ isConnected }) => isConnected);
    for (let left = due(options.cuts, connected.length); left > 0; left--) this.#cut(connected);
    const groups = [...groupsOf(connected).values()];
    const whole = groups.filter((members) => members.length === 3);
    for (let left = due(options.leaves, groups.length); left > 0; left--) this.#leave(whole);
  }

  /** Resolves when nobody is on the way from one group to another. */
  async settled(): Promise<void> {
    await Promise.all(this.#leaving);
  }

  #cut(connected: LoadUser[]): void {
    const user = this.#take(connected);
    if (user === undefined) return;
    this.#cuts++;
    user.cut();
  }

  /** A member who has nothing to send leaves a group of three that is there as a whole. */
  #leave(whole: LoadUser[][]): void {
    const members = this.#take(whole);
    const leaver = this.#take(members?.filter(({ unanswered }) => unanswered === 0) ?? []);
    const stayer = members?.find((member) => member !== leaver);
    if (leaver === undefined || stayer === undefined) return;
    this.#leaves++;
    const leaving = this.#goElsewhere(leaver, stayer).catch((error) =>
      this.#deps.meter.error(error instanceof Error ? error.message : String(error))
    );
    this.#leaving.add(leaving);
    void leaving.finally(() => this.#leaving.delete(leaving));
  }

  /** The leaver asks anew, and who stays asks for a third. */
  async #goElsewhere(leaver: LoadUser, stayer: LoadUser): Promise<void> {
    const { crowd } = this.#deps;
    const { group } = stayer;
    if (group === null || !await leaver.quit(group)) return;
    for (let waited = 0; leaver.isLeaving && waited < goneWithinMs; waited += lookEachMs) {
      await delay(lookEachMs);
    }
    const opened = await stayer.session.api.openSeat(group);
    if (!opened.ok) throw refusedRequest("A seat", opened.problem);
    await askForTrio(crowd.arrivalOf(leaver));
  }

  /** Takes an item out: nothing is disturbed twice in a step. */
  #take<Item>(items: Item[]): Item | undefined {
    const [taken] = items.splice(Math.floor(this.#deps.random() * items.length), 1);
    return taken;
  }
}
