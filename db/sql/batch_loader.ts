// Batch loader: look-ups of one kind that arrive while a statement is under way share the next one,
// so that many at once cost little more than one, and connections stay free for writes. No look-up
// is answered by a statement that began before it was asked.

export interface Bounds {
  /** Keys in one statement: more would make it take too long. */
  readonly keys: number;
  /** Statements under way at a time. */
  readonly statements: number;
}

/** A key costs one row, or one entry of an index. */
export const perRow: Bounds = { keys: 1_000, statements: 1 };
/** A key costs a row for each of a user's groups. */
export const perGroupRow: Bounds = { keys: 100, statements: 1 };
/** A key costs the reading of each of a user's groups whole. */
export const perWholeGroup: Bounds = { keys: 10, statements: 4 };

interface Waiting<Key, Found> {
  readonly key: Key;
  readonly resolve: (found: Found | null) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * `find` looks up keys that differ; a key without an answer is answered null. What it throws is
 * thrown to every caller of that statement.
 */
export function createBatchLoader<Key, Found>(
  find: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Found>>,
  { keys, statements }: Bounds,
): (key: Key) => Promise<Found | null> {
  let waiting: Waiting<Key, Found>[] = [];
  let underWay = 0;

  async function readAll(): Promise<void> {
    underWay++;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, keys);
      waiting = waiting.slice(keys);
      try {
        const found = await find([...new Set(batch.map(({ key }) => key))]);
        for (const { key, resolve } of batch) resolve(found.get(key) ?? null);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    underWay--;
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (underWay < statements) void readAll();
    });
}
