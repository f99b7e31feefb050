// Samples in the memory store, as db/samples.ts has them.

import type { Sample, SampleStore, Waiting } from "../../../db/store/samples.ts";
import type { Instant } from "../../../protocol/domain.ts";
import { placeOf } from "../../../protocol/ops_figures.ts";
import { order, type State, userOf } from "./memory_state.ts";

export function sampleStore(): SampleStore {
  const samples = new Map<string, Sample>();
  return {
    addSamples(added) {
      for (const sample of added) {
        const key = `${sample.stepMs} ${placeOf(sample)} ${sample.node}`;
        if (samples.get(key)?.at !== sample.at) samples.set(key, structuredClone(sample));
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

/** The people who wait with a ticket that is awake, and how long they have. */
export function waitingNow(state: State, now: Instant): Waiting {
  const waits = [...state.tickets]
    .filter(([user, { sleptAt }]) => sleptAt === null && userOf(state, user).user.bot !== true)
    .map(([, { since }]) => Date.parse(now) - Date.parse(since)).sort((a, b) => a - b);
  const middle = (waits.length - 1) / 2;
  const [low = 0, high = 0] = [waits[Math.floor(middle)], waits[Math.ceil(middle)]];
  const medianMs = waits.length === 0 ? null : Math.round((low + high) / 2);
  return { people: waits.length, medianMs, longestMs: waits.at(-1) ?? null };
}
