// How a backup gets at what is stored, while the program runs.

/** Of use to nobody but who makes the backup. */
export interface Copy {
  /** Of a folder in the data folder. */
  readonly name: string;
  readonly remove: () => Promise<void>;
}

/** Of the embedded database a copy of its files, which only who makes the backup opens. */
export interface EmbeddedCopies {
  readonly type: "embedded";
  /**
   * A new copy, which has all that was stored before. Throws a sentence when there is
   * no room, or another copy is being made.
   */
  readonly make: (signal: AbortSignal) => Promise<Copy>;
}

/** Postgres has a program of its own for it. */
interface PostgresCopies {
  readonly type: "postgres";
  /** The command that makes a backup, without the password. */
  readonly command: string;
}

export type Copies = EmbeddedCopies | PostgresCopies;
