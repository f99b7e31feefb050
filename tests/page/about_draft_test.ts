// What was begun to tell of oneself and not saved.

import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { draftOf } from "../../web/about/draft.ts";
import type { AboutDraft } from "../../web/sync/session.ts";
import { ana, ben } from "../support/page/page.ts";

Deno.test("[V52] a draft is there for its user alone", () => {
  const none = (by: typeof ana) => ({ by, change: {}, word: "" });
  const kept = signal<AboutDraft | null>(null);
  assert.deepEqual(draftOf(kept, ana), none(ana));
  kept.value = { by: ana, change: { about: "Mostly harm" }, word: "kar" };
  assert.deepEqual(draftOf(kept, ana), kept.value);
  assert.deepEqual(draftOf(kept, ben), none(ben), "Another user of the tab");
});
