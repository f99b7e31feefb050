// Look-ups that go together: those of one kind that come while a statement is under way share the
// next one, so that many at once cost little more than one, and leave connections to those who
// write. None is answered by a statement that began before it was asked.

export interface Bounds {
  /** Keys in one statement, which many at once must not make so long that it fails. */
  readonly keys: number;
  /** Statements at a time. */
  readonly statements: number;
}

interface Waiting<Key, Found> {
  readonly key: Key;
  readonly resolve: (found: Found | null) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * `find` gives what there is for each of these keys, which differ. What it throws is thrown to each
 * who asked.
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
