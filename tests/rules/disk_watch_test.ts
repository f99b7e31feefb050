// What a watched disk has room for: each bound at its last and its first value, in virtual time.

import assert from "node:assert/strict";
import { DiskWatch } from "../../db/disk/disk_watch.ts";
import { sentence } from "../../logging/lines.ts";
import { FakeClock } from "../support/fake_clock.ts";

const mebibyte = 2 ** 20;

async function watch(marginBytes: number) {
  const clock = new FakeClock();
  const disk = { freeBytes: 80 * mebibyte as number | null, looks: 0 };
  const notices: string[] = [];
  const watched = new DiskWatch({
    freeSpace() {
      disk.looks++;
      return Promise.resolve(disk.freeBytes);
    },
    marginBytes,
    clock,
    report: (event, details = {}) => notices.push(sentence(event, details)),
  });
  await watched.start();
  /** What is let through when so much is free, at the next look. */
  const allowed = async (freeBytes: number | null) => {
    disk.freeBytes = freeBytes;
    clock.advance(1_000);
    for (let hop = 0; hop < 3; hop++) await Promise.resolve();
    return (["reads", "frees", "adds"] as const).filter((effect) => !watched.refusal(effect));
  };
  return { watched, disk, clock, notices, allowed };
}

Deno.test("[P32] at the margin everything is stored, a byte below it nothing new, a byte below its quarter nothing", async () => {
  const { allowed } = await watch(64 * mebibyte);
  const all = ["reads", "frees", "adds"];
  assert.deepEqual(await allowed(64 * mebibyte), all);
  assert.deepEqual(await allowed(64 * mebibyte - 1), ["reads", "frees"]);
  assert.deepEqual(await allowed(16 * mebibyte), ["reads", "frees"]);
  assert.deepEqual(await allowed(16 * mebibyte - 1), ["reads"]);
  assert.deepEqual(await allowed(0), ["reads"]);
  assert.deepEqual(await allowed(64 * mebibyte), all);
  assert.deepEqual(await allowed(null), all, "Nobody knows how much is free");
});

Deno.test("[P32] the disk is looked at once a second whatever is asked, and told of when its state changes", async () => {
  const { watched, disk, clock, notices, allowed } = await watch(64 * mebibyte);
  assert.equal(disk.looks, 1);
  for (let asked = 0; asked < 1_000; asked++) watched.refusal("adds");
  clock.advance(999);
  assert.equal(disk.looks, 1);
  clock.advance(1);
  assert.equal(disk.looks, 2);
  await Promise.resolve();
  for (const freeMebibytes of [70, 63, 50, 15, 20, 64, 80]) await allowed(freeMebibytes * mebibyte);
  assert.deepEqual(notices.map((notice) => notice.replace(/:.*\(/, " (")), [
    "The disk is nearly full (free_mb=63 limit_mb=64)",
    "The disk is full (free_mb=15 limit_mb=64)",
    "The disk is nearly full (free_mb=20 limit_mb=64)",
    "The disk has room again (free_mb=64 limit_mb=64)",
  ]);
  watched.stop();
  clock.advance(60_000);
  assert.equal(disk.looks, 9);
});

Deno.test("[P32] a disk of which nobody knows how much is free stops nothing, and that is said", async () => {
  const notices: string[] = [];
  const { promise, resolve } = Promise.withResolvers<number | null>();
  let looks = 0;
  const clock = new FakeClock();
  const watched = new DiskWatch({
    freeSpace: () => looks++ === 0 ? Promise.resolve(null) : promise,
    marginBytes: mebibyte,
    clock,
    report: (event, details = {}) => notices.push(sentence(event, details)),
  });
  await watched.start();
  assert.equal(watched.refusal("adds"), null);
  assert.deepEqual(notices, [
    "DISK_MARGIN_MB is without effect: the disk's size is not known",
  ]);
  // A look that does not end is waited for.
  clock.advance(10_000);
  assert.equal(looks, 2);
  resolve(0);
  await promise;
  await Promise.resolve();
  assert.notEqual(watched.refusal("frees"), null);
});

Deno.test("[P33] for 5 s after the database says that it has no room nothing new is stored, whatever the margin", async () => {
  for (const code of ["53100", "25006"]) {
    const { watched, disk, clock, notices } = await watch(0);
    const fault = Object.assign(new Error("could not extend file"), { code });
    assert.equal(watched.refusal("adds"), null);
    watched.recordFault(Object.assign(new Error("duplicate key"), { code: "23505" }));
    watched.recordFault("53100");
    assert.equal(watched.refusal("adds"), null);
    watched.recordFault(fault);
    watched.recordFault(fault);
    assert.match(watched.refusal("adds") ?? "", /^The database's disk is full/);
    assert.equal(watched.refusal("frees"), null);
    clock.advance(4_999);
    assert.notEqual(watched.refusal("adds"), null);
    clock.advance(1);
    assert.equal(watched.refusal("adds"), null);
    assert.equal(notices.length, 1);
    assert.equal(disk.looks, 0);
  }
});
