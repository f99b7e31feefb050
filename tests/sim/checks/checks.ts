// What must hold in the end; what does not is told in sentences. `unsettled` names what may still
// come right by itself, `broken` what must never be.

import { fold } from "../../../protocol/log.ts";
import type { GroupId, Message, User, UserId } from "../../../protocol/domain.ts";
import type { StoredGroup } from "../../../db/store/groups.ts";
import type { Store } from "../../../db/store/store.ts";
import { isPassing } from "../../../client/state/pending.ts";
import type { GroupState } from "../../../client/state/group_state.ts";
import type { Device } from "../world/device.ts";
import type { Watch } from "./watch.ts";

/** What the store has of a group in the end, as its members may read it. */
export interface ArchivedGroup {
  readonly group: StoredGroup;
  readonly log: readonly Message[];
  /** The group as each member is told of it: a later one knows nobody who had left before. */
  readonly views: ReadonlyMap<UserId, StoredGroup>;
}

export type Archive = ReadonlyMap<GroupId, ArchivedGroup>;

const wholeLog = { after: 0, limit: 100_000 };

/** Every group that has members. */
export async function readArchive(store: Store, users: readonly UserId[]): Promise<Archive> {
  const archive = new Map<GroupId, ArchivedGroup>();
  for (const user of users) {
    for (const group of await store.groups(user)) {
      const page = await store.messages(user, group.id, wholeLog);
      const log = page?.messages ?? [];
      const before = archive.get(group.id);
      const views = new Map(before?.views).set(user, group);
      // A later member sees less of the log.
      archive.set(
        group.id,
        before && before.log.length >= log.length ? { ...before, views } : { group, log, views },
      );
    }
  }
  return archive;
}

function isIn({ group }: ArchivedGroup, user: UserId): boolean {
  return group.members.some(({ id, leftAt }) => id === user && leftAt === null);
}

/** What must be settled: messages; also what members know of others; also of themselves. */
export type Depth = "messages" | "others" | "all";

export function unsettled(
  devices: readonly Device[],
  archive: Archive,
  { depth, deleted }: { readonly depth: Depth; readonly deleted: ReadonlyMap<UserId, string> },
): string[] {
  return devices.flatMap((device) => {
    const complaints = deleted.has(device.user.id)
      ? device.session.phase.value === "out" ? [] : ["is in, though its account is deleted"]
      : unsettledOn(device, archive, depth);
    return complaints.map((what) => `${device.name} ${what}`);
  });
}

/** Which devices show a user as online. */
export function showing(devices: readonly Device[], { id, username }: User): string[] {
  return devices.filter(({ groups }) =>
    groups.some(({ group: { members } }) =>
      members.some((member) => member.id === id && member.leftAt === null && member.online)
    )
  ).map(({ name }) => `${name} shows ${username} online, who has gone`);
}

/** What is left of accounts whose deletion was asked for. */
export async function undeleted(store: Store, { truth }: Watch["deps"]): Promise<string[]> {
  const complaints: string[] = [];
  for (const [user, name] of truth.deleted) {
    const account = await store.account(user);
    if (account?.user.deleted !== true) complaints.push(`the account of ${name} is there`);
    for (const group of truth.groups) {
      const { length } = await store.textsLeft(user, group, 99);
      if (length > 0) complaints.push(`${length} texts of ${name} are in ${group}`);
    }
  }
  return complaints;
}

function unsettledOn(device: Device, archive: Archive, depth: Depth): string[] {
  const { session, line, user } = device;
  if (session.phase.value !== "in") return ["is not in"];
  if (!session.state.value.isComplete || line === null || !line.isOpen) return ["has no line"];
  const complaints = [];
  for (const groupState of device.groups) {
    const kept = archive.get(groupState.group.id);
    if (kept === undefined || !isIn(kept, user.id)) {
      complaints.push(`still shows ${groupState.group.id}`);
    } else complaints.push(...unsettledIn(groupState, kept, user.id, depth));
  }
  for (const [id, kept] of archive) {
    if (isIn(kept, user.id) && !session.state.value.groups.has(id)) {
      complaints.push(`does not show ${id}`);
    }
  }
  return complaints;
}

function unsettledIn(
  groupState: GroupState,
  { group: whole, log, views }: ArchivedGroup,
  me: UserId,
  depth: Depth,
): string[] {
  const complaints = [];
  const group = views.get(me) ?? whole;
  const last = log.at(-1)?.seq ?? 0;
  if (groupState.head !== last || groupState.later.length > 0) {
    complaints.push(`has ${groupState.head} of ${last}`);
  }
  const { last: listed } = groupState.group;
  if (listed?.id !== log.at(-1)?.id) complaints.push(`lists ${listed?.seq} of ${last} as the last`);
  const open = groupState.pending.filter(({ refusal }) => refusal === null || isPassing(refusal));
  if (open.length > 0) complaints.push(`has ${open.length} pending`);
  if (depth !== "messages" && groupState.group.name !== group.name) {
    complaints.push(`shows "${groupState.group.name}", which is "${group.name}"`);
  }
  for (const { id, username } of groupState.group.members) {
    if (!group.members.some((member) => member.id === id)) {
      complaints.push(`shows ${username}, who had left`);
    }
  }
  for (const member of depth === "messages" ? [] : group.members) {
    const seen = groupState.group.members.find(({ id }) => id === member.id);
    if (seen?.username !== member.username) {
      complaints.push(`shows ${seen?.username}, who is "${member.username}"`);
    }
    if (seen?.leftAt !== member.leftAt) {
      complaints.push(`shows ${member.username} left at ${seen?.leftAt}`);
    }
    if (member.leftAt !== null) continue;
    // In the end every member has a line.
    if (depth !== "messages" && seen?.online !== true) {
      complaints.push(`shows ${member.username} offline`);
    }
    if (seen?.readSeq === member.readSeq) continue;
    if (depth === "all" || member.id !== me) {
      complaints.push(
        `shows ${member.username} read to ${seen?.readSeq}, stored is ${member.readSeq}`,
      );
    }
  }
  return complaints;
}

export function broken(devices: readonly Device[], archive: Archive, watch: Watch): string[] {
  const { truth } = watch.deps;
  const findings = [...archive].flatMap(([id, kept]) => brokenLog(id, kept, watch));
  findings.push(...brokenVolleys(watch));
  for (const [id, group] of watch.acknowledged) {
    if (!truth.log(group).some((entry) => entry.id === id)) {
      findings.push(`acknowledged, not stored: ${id}`);
    }
  }
  for (const device of devices) {
    findings.push(
      ...brokenOperations(device, archive, watch.lost),
      ...device.groups.flatMap((groupState) => brokenGroupState(groupState, archive)),
    );
    if (truth.deleted.has(device.user.id)) continue;
    // All that the page holds, not only what it shows; save this user's own pending operations.
    const held = JSON.stringify(
      device.groups.map((groupState) => ({ ...groupState, pending: [] })),
    );
    for (const name of truth.deleted.values()) {
      if (held.includes(`"${name}"`)) findings.push(`${device.name} holds the name of ${name}`);
    }
    for (const text of truth.groups.flatMap((group) => truth.erasedTexts(group))) {
      if (held.includes(text)) {
        findings.push(`${device.name} holds a text that was erased: "${text}"`);
      }
    }
  }
  return findings;
}

/**
 * Not where the store has failed: a text that failed alone is stored after later ones when the node
 * that gave it gives all of them again. What is refused as unknown may be stored, and late, too.
 */
function brokenVolleys({ volleys, refused, deps: { truth, trace } }: Watch): string[] {
  const hasFailed = ["append", "appendRun", "groupMembers", "messages"].some((method) =>
    trace.counts[`failed ${method}`] !== undefined
  );
  return hasFailed ? [] : volleys.flatMap(({ group, ids }) => {
    const wanted = ids.filter((id) => !refused.has(id));
    const stored = truth.log(group).map(({ id }) => id).filter((id) => wanted.includes(id));
    const inOrder = wanted.filter((id) => stored.includes(id));
    return String(stored) === String(inOrder) ? [] : [`a volley was stored as ${stored}`];
  });
}

function brokenLog(
  id: GroupId,
  { log }: ArchivedGroup,
  { acknowledged, deps: { truth } }: Watch,
): string[] {
  const findings = [];
  const first = log[0]?.seq ?? 1;
  if (log.some(({ seq }, at) => seq !== first + at)) {
    findings.push(`the log of ${id} has the seqs ${log.map(({ seq }) => seq)}`);
  }
  const names = log.map((message) => `${message.by} ${message.id}`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) findings.push(`stored twice: ${twice}`);
  const before = truth.log(id).filter(({ seq }) => seq < first);
  const ids = new Set<string>([...before, ...log].map((message) => message.id));
  const replaced = log.find((message, at) =>
    message.kind === "left" && message.reason === "away" && log[at + 1]?.kind !== "joined"
  );
  if (replaced) findings.push(`left for being away, and nobody came in: ${id} ${replaced.seq}`);
  const lost = [...acknowledged].find(([message, group]) => group === id && !ids.has(message));
  if (lost !== undefined) findings.push(`acknowledged, not stored: ${lost[0]}`);
  const text = JSON.stringify(log);
  for (const erased of truth.erasedTexts(id)) {
    if (text.includes(erased)) findings.push(`the store has a text that was erased: "${erased}"`);
  }
  return findings;
}

/** Each operation is stored once, in the order of doing, or was refused for good. */
function brokenOperations(
  { name, user, operations, session }: Device,
  archive: Archive,
  lostIds: ReadonlySet<string>,
): string[] {
  const findings = [];
  for (const [group, kept] of archive) {
    if (!isIn(kept, user.id)) continue;
    const { log } = kept;
    const done = operations.filter((operation) => operation.group === group)
      .map(({ id }) => id).filter((id) => !lostIds.has(id));
    const refused = new Set(
      session.state.value.groups.get(group)?.pending.map(({ operation }) => operation.id),
    );
    const stored = log.map(({ id }) => id).filter((id) => done.includes(id));
    const lost = done.find((id) => !stored.includes(id) && !refused.has(id));
    if (lost !== undefined) findings.push(`${name} has lost ${lost}`);
    const wanted = done.filter((id) => stored.includes(id));
    if (String(stored) !== String(wanted)) findings.push(`${name}: the order has changed`);
  }
  return findings;
}

/** What a page holds is an unbroken part of the log, and it shows what that part says now. */
function brokenGroupState({ group: { id }, run, shown }: GroupState, archive: Archive): string[] {
  const log = archive.get(id)?.log ?? [];
  const first = run[0]?.seq ?? 1;
  const part = log.filter(({ seq }) => seq >= first && seq < first + run.length);
  const isSame = run.every((message, at) =>
    message.seq === first + at && message.id === part[at]?.id
  );
  if (!isSame) return [`a view of ${id} is not a part of its log: ${run.map(({ seq }) => seq)}`];
  const wanted = JSON.stringify(fold(part).items);
  const seen = JSON.stringify(shown.items);
  return wanted === seen ? [] : [`a view of ${id} shows ${seen}, the log ${wanted}`];
}
