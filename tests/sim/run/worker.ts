// A worker: simulates the seeds that it is sent, and answers with their outcomes.

import { type Seeds, simulateShare } from "./parallel.ts";

self.onmessage = async ({ data }: MessageEvent<Seeds>) => {
  self.postMessage(await simulateShare(data));
};
