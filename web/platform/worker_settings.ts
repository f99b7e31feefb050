// What the page tells the service worker, which cannot read what the page keeps: how the user's
// language is written, and which groups are muted.

import type { GroupId } from "../../protocol/domain.ts";
import type { Language } from "../i18n/catalogue.ts";

export interface WorkerSettings {
  readonly language: Language;
  /** The language as the region of the browser writes it. */
  readonly tag: string;
  readonly muted: readonly GroupId[];
}

const cacheName = "settings";
const address = "/settings";

export async function writeWorkerSettings(settings: WorkerSettings): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.put(address, new Response(JSON.stringify(settings)));
}

/** Null: no page has told any. */
export async function readWorkerSettings(): Promise<WorkerSettings | null> {
  const kept = await caches.match(address, { cacheName });
  return kept === undefined ? null : await kept.json();
}
