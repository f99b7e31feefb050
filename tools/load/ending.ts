// The end of a run: waits until all has come to everybody, and reads the logs back.

import type { Checker } from "./checker.ts";
import { delay } from "./delay.ts";
import { groupsOf, inLanes, type LoadCrowd } from "./load_crowd.ts";
import type { LoadUser } from "./load_user.ts";
import type { Meter } from "./meter.ts";
import { observed } from "./observed.ts";
import type { TextIds } from "./text_numbers.ts";
import type { GroupId } from "../../protocol/domain.ts";

export interface EndingDeps {
  readonly crowd: LoadCrowd;
  readonly checker: Checker;
  readonly meter: Meter;
  readonly ids: TextIds;
  readonly now: () => number;
}

const pongMostMs = 5_000;
const lookEachMs = 50;

/** Waits until everybody is connected and has all that is to come, `ms` at most. */
export async function drain(deps: EndingDeps, ms: number): Promise<void> {
  const { now } = deps;
  const until = now() + ms;
  const isSettled = () => settled(deps);
  await waitFor(isSettled, deps, until);
  await heads(deps, Math.min(until, now() + pongMostMs));
  // What the pongs told of may be still missing.
  await waitFor(isSettled, deps, until);
}

function settled({ crowd, checker }: EndingDeps): boolean {
  return checker.isSettled &&
    crowd.users.every(({ isConnected, outgoing }) => isConnected && outgoing.size === 0);
}

/** Asks the server up to where each log goes. What it sent before a pong comes before it. */
async function heads(deps: EndingDeps, until: number): Promise<void> {
  const before = new Map(deps.crowd.users.map((user) => [user, user.pongs]));
  for (const user of deps.crowd.users) user.ping();
  const isAnswered = (user: LoadUser) => user.pongs > (before.get(user) ?? 0) || !user.isConnected;
  await waitFor(() => deps.crowd.users.every(isAnswered), deps, until);
}

async function waitFor(holds: () => boolean, { crowd, now }: EndingDeps, until: number) {
  while (!holds() && now() < until) {
    for (const user of crowd.users) user.flush();
    await delay(lookEachMs);
  }
}

/** Compares the log of each group with what was shown; gives how many it came to within `ms`. */
export async function audit(deps: EndingDeps, ms: number): Promise<number> {
  const { crowd, meter, now } = deps;
  const until = now() + ms;
  let audited = 0;
  await inLanes([...groupsOf(crowd.users)], async ([group, [reader]]) => {
    if (reader === undefined || now() > until) return;
    try {
      await auditOne(deps, group, reader);
      audited++;
    } catch (error) {
      meter.error(`reading back: ${error instanceof Error ? error.message : error}`);
    }
  });
  return audited;
}

async function auditOne({ checker, ids }: EndingDeps, group: GroupId, reader: LoadUser) {
  const check = checker.group(group);
  const seqs = new Set<number>();
  // What comes while it is read is not asked for.
  const upTo = check.top;
  for await (const message of reader.history(group, 0)) {
    check.fetched(reader.user.id, observed(message, ids));
    seqs.add(message.seq);
  }
  check.audit(reader.user.id, seqs, upTo);
}
