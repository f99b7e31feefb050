// What happened in a run: counted by name, and hashed, so that two runs can be compared.

export class Trace {
  readonly counts: Record<string, number> = {};
  readonly #now: () => number;
  readonly #print: ((line: string) => void) | null;
  #hash = 0x811c9dc5;

  constructor(now: () => number, print: ((line: string) => void) | null) {
    this.#now = now;
    this.#print = print;
  }

  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, "0");
  }

  count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  tell(line: string): void {
    const now = this.#now();
    this.#mix(now | 0);
    for (let at = 0; at < line.length; at++) this.#mix(line.charCodeAt(at));
    this.#print?.(`${new Date(now).toISOString().slice(14, 23)} ${line}`);
  }

  /** FNV-1a over whole numbers. */
  #mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ value, 0x01000193);
  }
}
