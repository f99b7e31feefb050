// Who could ever meet whom: the tickets by languages and class, as wide as their criteria may ever
// become. A cell holds the tickets of one such class. Whether a ticket is alone is kept for each
// cell and changes where a cell becomes occupied, or empty, so that telling it costs nothing.

import type { Cell, Entry } from "../entry.ts";
import { haveCommonLanguage } from "../common_ground.ts";
import { widestClassOf } from "../forecast/relaxation.ts";
import { areJoinable, highestAge } from "./match_class.ts";

/** The cells of one set of languages. */
interface Tongue {
  /** By the key of the class; the first for parties of one, the second for parties of two. */
  readonly byKey: readonly [Map<number, Cell>, Map<number, Cell>];
  readonly key: string;
  occupied: number;
}

export class ReachIndex {
  readonly #tongues = new Map<string, Tongue>();
  /** The last that was asked for: mostly that of the next ticket, too. */
  #latest: Tongue | null = null;
  /** The occupied cells by the youngest age. */
  readonly #byAge: Cell[][] = Array.from({ length: highestAge + 1 }, () => []);
  readonly #changed = new Set<Cell>();
  /** Tickets that are in no cell yet. */
  readonly #pending = new Set<Entry>();
  /** Tickets that came in since `takeChanged`. */
  readonly #fresh = new Set<Entry>();

  /** Nothing is reckoned yet: most tickets are used up before anybody asks. */
  add(entry: Entry): void {
    this.#pending.add(entry);
  }

  remove(entry: Entry): void {
    if (!this.#pending.delete(entry)) this.#leave(entry);
  }

  #enterPending(): void {
    for (const entry of this.#pending) this.#enter(entry);
    this.#pending.clear();
  }

  #enter(entry: Entry): void {
    entry.widest = widestClassOf(entry);
    const tongue = this.#tongueOf(entry.languageKey);
    const cell = cellIn(tongue, entry);
    entry.cell = cell;
    cell.entries.add(entry);
    this.#fresh.add(entry);
    if (cell.entries.size > 2) return;
    if (cell.entries.size === 1) {
      tongue.occupied += 1;
      cell.met = this.#count(cell, 1);
      cell.place = this.#sameAge(cell).push(cell) - 1;
    }
    this.#judge(cell);
  }

  #leave(entry: Entry): void {
    const { cell } = entry;
    this.#fresh.delete(entry);
    entry.cell = null;
    if (cell === null || !cell.entries.delete(entry) || cell.entries.size > 1) return;
    if (cell.entries.size === 1) return this.#judge(cell);
    this.#empty(cell);
    this.#count(cell, -1);
  }

  /** Whether nobody is there whom this ticket could meet. `own`: all tickets of its people. */
  isAlone(entry: Entry, own: ReadonlySet<Entry>): boolean {
    this.#enterPending();
    const { cell } = entry;
    if (cell === null || cell.isAlone || own.size < 2) return cell?.isAlone ?? true;
    const isOther = ({ entries }: Cell) =>
      entries.size > own.size || [...entries].some((other) => !own.has(other));
    const isMet = couldMeet(cell, cell) && isOther(cell);
    return !isMet && !this.#reach(cell).some(isOther);
  }

  /** The tickets that came in, have become alone, or are so no more, since the last call. */
  takeChanged(): ReadonlySet<Entry> {
    this.#enterPending();
    const changed = new Set(this.#fresh);
    for (const { entries } of this.#changed) for (const entry of entries) changed.add(entry);
    this.#fresh.clear();
    this.#changed.clear();
    return changed;
  }

  #tongueOf(key: string): Tongue {
    if (this.#latest?.key === key) return this.#latest;
    let tongue = this.#tongues.get(key);
    if (tongue === undefined) {
      tongue = { key, byKey: [new Map(), new Map()], occupied: 0 };
      this.#tongues.set(key, tongue);
    }
    this.#latest = tongue;
    return tongue;
  }

  /** Of one set of languages the classes of one person are few: their empty cells are kept. */
  #empty(cell: Cell): void {
    const tongue = this.#tongueOf(cell.languageKey);
    tongue.occupied -= 1;
    if (cell.widest.size === 2) tongue.byKey[1].delete(cell.widest.key);
    if (tongue.occupied === 0) {
      this.#tongues.delete(tongue.key);
      this.#latest = null;
    }
    this.#changed.delete(cell);
    const cells = this.#sameAge(cell);
    const last = cells.pop();
    if (last !== undefined && last !== cell) {
      cells[cell.place] = last;
      last.place = cell.place;
    }
    cell.place = -1;
    cell.isAlone = true;
  }

  #sameAge({ widest }: Cell): Cell[] {
    return this.#byAge[widest.low] ??= [];
  }

  /** Tells the other cells that it is occupied, or empty; gives how many could meet it. */
  #count(cell: Cell, by: 1 | -1): number {
    const { from, to } = cell.widest;
    let met = 0;
    for (let age = from; age <= to; age++) {
      for (const other of this.#byAge[age] ?? []) {
        if (!couldMeet(cell, other)) continue;
        met += 1;
        other.met += by;
        if (other.met <= 1) this.#judge(other);
      }
    }
    return met;
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
    this.#set(cell, !areMany && cell.met === 0);
  }

  #set(cell: Cell, isAlone: boolean): void {
    if (cell.isAlone === isAlone) return;
    cell.isAlone = isAlone;
    this.#changed.add(cell);
  }
}

function cellIn({ byKey }: Tongue, { widest, languages, languageKey }: Entry): Cell {
  const cells = byKey[widest.size === 1 ? 0 : 1];
  const known = cells.get(widest.key);
  if (known !== undefined) return known;
  const cell = {
    widest,
    languages,
    languageKey,
    entries: new Set<Entry>(),
    isAlone: true,
    met: 0,
    place: -1,
  };
  cells.set(widest.key, cell);
  return cell;
}

function couldMeet(a: Cell, b: Cell): boolean {
  return areJoinable(a.widest, b.widest) &&
    (a.languageKey === b.languageKey ? a.languages.length > 0 : haveCommonLanguage([a, b]));
}
