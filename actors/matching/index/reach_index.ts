// Who could ever meet whom: the tickets by languages and class, as wide as their criteria may ever
// become. A cell holds the tickets of one such class. Whether a ticket is alone is kept for each
// cell and changes where a cell becomes occupied, or empty, so that telling it costs nothing.

import type { Entry } from "../entry.ts";
import { haveCommonLanguage } from "../common_ground.ts";
import { areJoinable, highestAge, type MatchClass } from "./match_class.ts";

interface Cell {
  readonly key: string;
  readonly widest: MatchClass;
  readonly languages: readonly string[];
  readonly entries: Set<Entry>;
  /** Whether no ticket of another cell could meet those of this one, nor these each other. */
  isAlone: boolean;
}

export class ReachIndex {
  /** By languages and class. */
  readonly #byKey = new Map<string, Cell>();
  /** The occupied cells by the youngest age. */
  readonly #byAge: Set<Cell>[] = Array.from({ length: highestAge + 1 }, () => new Set());
  readonly #changed = new Set<Cell>();
  /** Tickets that came in since `takeChanged`. */
  readonly #fresh = new Set<Entry>();

  add(entry: Entry): void {
    const cell = this.#cellOf(entry);
    cell.entries.add(entry);
    this.#fresh.add(entry);
    if (cell.entries.size > 2) return;
    if (cell.entries.size === 1) {
      this.#byAge[cell.widest.low]?.add(cell);
      for (const other of this.#reach(cell)) this.#set(other, false);
    }
    this.#judge(cell);
  }

  remove(entry: Entry): void {
    const cell = this.#cellOf(entry);
    this.#fresh.delete(entry);
    if (!cell.entries.delete(entry) || cell.entries.size > 1) return;
    if (cell.entries.size === 1) return this.#judge(cell);
    this.#byKey.delete(cell.key);
    this.#byAge[cell.widest.low]?.delete(cell);
    this.#changed.delete(cell);
    for (const other of this.#reach(cell)) if (!other.isAlone) this.#judge(other);
  }

  /** Whether nobody is there whom this ticket could meet. `own`: all tickets of its people. */
  isAlone(entry: Entry, own: ReadonlySet<Entry>): boolean {
    const cell = this.#cellOf(entry);
    if (cell.isAlone || own.size < 2) return cell.isAlone;
    const isOther = ({ entries }: Cell) =>
      entries.size > own.size || [...entries].some((other) => !own.has(other));
    const isMet = couldMeet(cell, cell) && isOther(cell);
    return !isMet && !this.#reach(cell).some(isOther);
  }

  /** The tickets that came in, have become alone, or are so no more, since the last call. */
  takeChanged(): ReadonlySet<Entry> {
    const changed = new Set(this.#fresh);
    for (const { entries } of this.#changed) for (const entry of entries) changed.add(entry);
    this.#fresh.clear();
    this.#changed.clear();
    return changed;
  }

  #cellOf({ widest, languages, languageKey }: Entry): Cell {
    const key = `${widest.size} ${widest.key} ${languageKey}`;
    let cell = this.#byKey.get(key);
    if (cell === undefined) {
      cell = { key, widest, languages, entries: new Set(), isAlone: true };
      this.#byKey.set(key, cell);
    }
    return cell;
  }

  /** The other occupied cells whose tickets could meet those of this one. */
  #reach(cell: Cell): Cell[] {
    const { from, to } = cell.widest;
    const found: Cell[] = [];
    for (let age = from; age <= to; age++) {
      for (const other of this.#byAge[age] ?? []) {
        if (other !== cell && couldMeet(cell, other)) found.push(other);
      }
    }
    return found;
  }

  #judge(cell: Cell): void {
    const areMany = cell.entries.size > 1 && couldMeet(cell, cell);
    this.#set(cell, !areMany && !this.#isReached(cell));
  }

  #isReached(cell: Cell): boolean {
    const { from, to } = cell.widest;
    for (let age = from; age <= to; age++) {
      for (const other of this.#byAge[age] ?? []) {
        if (other !== cell && couldMeet(cell, other)) return true;
      }
    }
    return false;
  }

  #set(cell: Cell, isAlone: boolean): void {
    if (cell.isAlone === isAlone) return;
    cell.isAlone = isAlone;
    this.#changed.add(cell);
  }
}

function couldMeet(a: Cell, b: Cell): boolean {
  return areJoinable(a.widest, b.widest) && haveCommonLanguage([a, b]);
}
