// Samples in the memory store, as db/samples.ts has them.

import type { Sample, SampleStore } from "../../../db/store/samples.ts";
import { order } from "./memory_state.ts";

export function sampleStore(): SampleStore {
  const samples = new Map<string, Sample>();
  return {
    addSamples(added) {
      for (const sample of added) {
        const key = `${sample.stepMs} ${sample.at} ${sample.node}`;
        if (!samples.has(key)) samples.set(key, structuredClone(sample));
      }
      return Promise.resolve();
    },
    samples: (stepMs, since) =>
      Promise.resolve(
        samples.values().filter((sample) => sample.stepMs === stepMs && sample.at >= since)
          .map((sample) => structuredClone(sample)).toArray()
          .sort((a, b) => order(a.at, b.at) || order(a.node, b.node)),
      ),
    purgeSamples(stepMs, before) {
      for (const [key, sample] of samples) {
        if (sample.stepMs === stepMs && sample.at < before) samples.delete(key);
      }
      return Promise.resolve();
    },
  };
}
