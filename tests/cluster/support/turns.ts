// Lets promises go on that need no time.

/** Enough for what a test's longest chain of promises takes. */
const turns = 30;

export async function settle(): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await null;
}
