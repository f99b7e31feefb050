// A worker that simulates the seeds that it is sent, and answers with what came of them.

import { type Seeds, simulateShare } from "./share.ts";

self.onmessage = async ({ data }: MessageEvent<Seeds>) => {
  self.postMessage(await simulateShare(data));
};
