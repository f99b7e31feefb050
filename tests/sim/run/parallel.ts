// Many simulated worlds at once, on all cores: a world knows no other one, and no real time.

import { type Outcome, simulate } from "./run.ts";

export interface Seeds {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Whether each world is served by nodes of a cluster. */
  readonly hasNodes: boolean;
}

/** How many nodes serve the world of a seed, where there are any. */
export function nodesOf(seed: number): number {
  return 2 + seed % 3;
}

/** More need more memory than they save time. */
const mostWorkers = 4;

/** The outcomes of the seeds 1 to `last`, in order. Rejects when a world throws. */
export async function simulateAll(last: number, { hasNodes = false } = {}): Promise<Outcome[]> {
  const workers = Math.min(navigator.hardwareConcurrency, mostWorkers);
  const shares = Array.from(
    { length: workers },
    (_, worker) => ({ from: worker + 1, to: last, step: workers, hasNodes }),
  );
  const [own, ...others] = shares;
  const elsewhere = others.map(simulateInWorker);
  const done = [own ? await simulateShare(own) : [], ...await Promise.all(elsewhere)];
  return done.flat().sort((a, b) => a.seed - b.seed);
}

/** One after the other. */
export async function simulateShare({ from, to, step, hasNodes }: Seeds): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let seed = from; seed <= to; seed += step) {
    outcomes.push(await simulate(seed, { nodes: hasNodes ? nodesOf(seed) : null }));
  }
  return outcomes;
}

function simulateInWorker(seeds: Seeds): Promise<Outcome[]> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const { promise, resolve, reject } = Promise.withResolvers<Outcome[]>();
  worker.onmessage = ({ data }: MessageEvent<Outcome[]>) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`A simulated world ended its worker: ${event.message}`));
  };
  worker.postMessage(seeds);
  return promise.finally(() => worker.terminate());
}
