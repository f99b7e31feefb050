// The end of a run: waits until all has come to everybody, and reads the logs back.

import type { Checker } from "./checker.ts";
import { delay } from "./delay.ts";
import { inLanes, type LoadCrowd } from "./load_crowd.ts";
import type { LoadUser } from "./load_user.ts";
import type { Meter } from "./meter.ts";
import { refusedRequest } from "./trouble.ts";
import type { GroupId } from "../../protocol/domain.ts";

export interface EndingDeps {
  readonly crowd: LoadCrowd;
  readonly checker: Checker;
  readonly meter: Meter;
  readonly now: () => number;
}

const pongMostMs = 5_000;
const afterPongMs = 3_000;
const lookEachMs = 50;
const pageLimit = 200;

/** Waits until everybody is connected and has all that is to come: `ms` and a little at most. */
export async function drain(deps: EndingDeps, ms: number): Promise<void> {
  const { now } = deps;
  const until = now() + ms;
  const isSettled = () => settled(deps);
  await waitFor(isSettled, now, until);
  // Of a server that is behind texts come all the time: those that come now are not waited for.
  if (!isSettled()) deps.checker.seal();
  await heads(deps, now() + pongMostMs);
  // What the pongs told of may be still on its way.
  await waitFor(isSettled, now, Math.max(until, now() + afterPongMs));
}

function settled({ crowd, checker }: EndingDeps): boolean {
  return checker.isSettled &&
    crowd.users.every(({ isConnected, unanswered }) => isConnected && unanswered === 0);
}

/**
 * Asks the server up to where each log goes. What it sent before a pong comes before it: of who
 * gets none it is not known what they miss.
 */
async function heads({ crowd, checker, now }: EndingDeps, until: number): Promise<void> {
  const before = new Map(crowd.users.map((user) => [user, user.pongs]));
  const isAnswered = (user: LoadUser) => user.pongs > (before.get(user) ?? 0);
  for (const user of crowd.users) user.ping();
  await waitFor(() => crowd.users.every(isAnswered), now, until);
  for (const user of crowd.users) {
    if (user.group !== null && !isAnswered(user)) checker.group(user.group).unreached(user.me.id);
  }
}

async function waitFor(holds: () => boolean, now: () => number, until: number): Promise<void> {
  while (!holds() && now() < until) await delay(lookEachMs);
}

/** Compares these groups' logs with what was shown; gives how many it came to within `ms`. */
export async function audit(
  deps: EndingDeps,
  groups: ReadonlyMap<GroupId, readonly LoadUser[]>,
  ms: number,
): Promise<number> {
  const { meter, now } = deps;
  const until = now() + ms;
  let audited = 0;
  await inLanes([...groups], async ([group, [reader]]) => {
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

/** The tap compares what the pages have; here it is found what they have not. */
async function auditOne({ checker }: EndingDeps, group: GroupId, reader: LoadUser): Promise<void> {
  const { api } = reader.session;
  const check = checker.group(group);
  const seqs = new Set<number>();
  // What comes while it is read is not asked for.
  const upTo = check.top;
  for (let [after, more] = [0, true]; more;) {
    const answer = await api.messagesAfter(group, after, pageLimit);
    if (!answer.ok) throw refusedRequest("A page", answer.problem);
    for (const { seq } of answer.value.messages) seqs.add(seq);
    after = answer.value.messages.at(-1)?.seq ?? after;
    more = answer.value.more && answer.value.messages.length > 0;
  }
  check.audit(reader.me.id, seqs, upTo);
}
