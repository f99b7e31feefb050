// Look-ups that go together: those of one kind that come while a statement is under way share the next one, so that many
// at once cost little more than one. None is answered by a statement that began before it was asked.

/** Keys in one statement. */
const batchMost = 1_000;

interface Waiting<Key, Found> {
  readonly key: Key;
  readonly resolve: (found: Found | null) => void;
  readonly reject: (reason: unknown) => void;
}

/** `find` gives what there is for each of these keys, which differ. What it throws is thrown to each who asked. */
export function createLookups<Key, Found>(
  find: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Found>>,
): (key: Key) => Promise<Found | null> {
  let waiting: Waiting<Key, Found>[] = [];
  let isReading = false;

  async function readAll(): Promise<void> {
    isReading = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMost);
      waiting = waiting.slice(batchMost);
      try {
        const found = await find([...new Set(batch.map(({ key }) => key))]);
        for (const { key, resolve } of batch) resolve(found.get(key) ?? null);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isReading = false;
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      if (!isReading) void readAll();
    });
}
