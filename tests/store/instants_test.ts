// How instants are read, without a database.

import assert from "node:assert/strict";
import { toInstant } from "../../db/sql/sql.ts";

Deno.test("[D540] an instant is read as a Date would read it, from a column and from JSON", () => {
  const texts = [
    "2026-11-29 20:05:35.278+00",
    "2026-11-29 20:05:35.2+00",
    "2026-11-29 20:05:35.27+00",
    "2026-11-29 20:05:35+00",
    "2026-02-28 23:59:59.999999+00",
    "2026-11-29 20:05:35.278+05:30",
    "2026-11-29T20:05:35.278+00:00",
    "2026-11-29T20:05:35.278Z",
  ];
  for (const text of texts) assert.equal(toInstant(text), new Date(text).toISOString(), text);
  assert.throws(() => toInstant("infinity"));
});
