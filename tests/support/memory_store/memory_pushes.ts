// Pushes in the memory store, as db/push/ has them.

import type { AwayText, NewSubscription, Push, PushStore } from "../../../db/store/pushes.ts";
import type { GroupId, Instant, TextMessage, UserId } from "../../../protocol/domain.ts";
import {
  type PushContent,
  pushedText,
  type PushType,
  subscriptionsMost,
} from "../../../protocol/push_content.ts";
import {
  headOf,
  type KeptMember,
  type KeptSubscription,
  order,
  type State,
  userOf,
} from "./memory_state.ts";
import type { KeptPush, KeptSession } from "./memory_kept.ts";

export function pushStore(state: State): PushStore {
  const { pushKeys, subscriptions, pushes } = state;
  return {
    keepPushKey(key) {
      const kept = pushKeys.get("key") ?? key;
      pushKeys.set("key", kept);
      return Promise.resolve({ ...kept });
    },
    subscribe(subscription) {
      const user = liveSession(state, subscription.session, subscription.at)?.user;
      if (user === undefined) return Promise.resolve(false);
      const former = subscriptions.get(subscription.endpoint);
      if (former && ownerOf(state, former) !== user) end(state, former.endpoint);
      const createdAt = subscriptions.get(subscription.endpoint)?.createdAt ?? subscription.at;
      subscriptions.delete(subscription.endpoint);
      subscriptions.set(subscription.endpoint, { ...subscription, createdAt });
      const own = [...subscriptions.values()].filter((one) => ownerOf(state, one) === user);
      for (const { endpoint } of own.slice(0, -subscriptionsMost)) end(state, endpoint);
      return Promise.resolve(true);
    },
    unsubscribe(user, endpoint) {
      const found = subscriptions.get(endpoint);
      if (found && ownerOf(state, found) === user) end(state, endpoint);
      return Promise.resolve();
    },
    queueMatches(matches, at) {
      for (const { group, users, at: then } of matches) {
        for (const user of users.filter((one) => memberOf(state, group, one))) {
          for (const { endpoint, createdAt } of subscriptionsOf(state, user, at)) {
            if (createdAt > then) continue;
            queue(state, { endpoint, kind: "match", group, seq: seqOf(state, group), at });
          }
        }
      }
      return Promise.resolve();
    },
    queueTexts(texts, at) {
      for (const text of texts) queueText(state, text, at);
      return Promise.resolve();
    },
    queueAsleep(users, at) {
      for (const { endpoint } of users.flatMap((user) => subscriptionsOf(state, user, at))) {
        queue(state, { endpoint, kind: "asleep", group: null, seq: 0, at });
      }
      return Promise.resolve();
    },
    takePushes({ now, leasedUntil, limit }) {
      const due = [...livePushes(state)].filter(({ dueAt }) => dueAt !== null && dueAt <= now)
        .sort((a, b) => order(a.dueAt ?? "", b.dueAt ?? "") || a.id - b.id).slice(0, limit);
      const taken = due.flatMap((push): Push[] => {
        push.dueAt = leasedUntil;
        push.attempts += 1;
        const told = tell(state, push, now);
        if (told === null) pushes.delete(push.id);
        return told === null ? [] : [told];
      });
      return Promise.resolve({ pushes: taken, more: due.length === limit });
    },
    settlePush({ id, seq }, outcome) {
      const push = pushes.get(id);
      if (outcome.type === "gone" && push) end(state, push.endpoint);
      else if (outcome.type === "again" && push) push.dueAt = outcome.at;
      else if (outcome.type === "sent" && push?.kind === "text") {
        push.dueAt = null;
        push.seq = seq;
      } else pushes.delete(id);
      return Promise.resolve();
    },
    purgePushes() {
      for (const { id, endpoint, group, seq, dueAt } of pushes.values()) {
        const subscription = subscriptions.get(endpoint);
        const user = subscription && ownerOf(state, subscription);
        const member = user === undefined ? undefined : memberOf(state, group, user);
        if (dueAt === null && (member?.readSeq ?? Infinity) >= seq) pushes.delete(id);
      }
      return Promise.resolve();
    },
  };
}

function liveSession(state: State, id: string, now: Instant): KeptSession | undefined {
  const found = state.sessions.get(id);
  return found && found.expiresAt > now ? found : undefined;
}

/** Undefined: the session is over, and the subscription with it. */
function ownerOf(state: State, { session }: NewSubscription): UserId | undefined {
  return state.sessions.get(session)?.user;
}

function subscriptionsOf(state: State, user: UserId, now: Instant): KeptSubscription[] {
  return [...state.subscriptions.values()].filter(({ session }) =>
    liveSession(state, session, now)?.user === user
  );
}

function end({ subscriptions, pushes }: State, endpoint: string): void {
  subscriptions.delete(endpoint);
  for (const push of pushes.values()) if (push.endpoint === endpoint) pushes.delete(push.id);
}

/** Those whose session has not ended. */
function* livePushes(state: State): Generator<KeptPush> {
  for (const push of state.pushes.values()) {
    const subscription = state.subscriptions.get(push.endpoint);
    if (subscription && ownerOf(state, subscription) !== undefined) yield push;
  }
}

function memberOf(state: State, group: GroupId | null, user: UserId): KeptMember | undefined {
  const members = group === null ? [] : state.groups.get(group)?.members ?? [];
  return members.find(({ id, leftAt }) => id === user && leftAt === null);
}

function seqOf(state: State, group: GroupId): number {
  const found = state.groups.get(group);
  return found ? headOf(found) : 0;
}

interface Queued {
  readonly endpoint: string;
  readonly kind: PushType;
  readonly group: GroupId | null;
  readonly seq: number;
  readonly at: Instant;
}

function findPush({ pushes }: State, { endpoint, kind, group }: Omit<Queued, "seq" | "at">) {
  return pushes.values().find((push) =>
    push.endpoint === endpoint && push.kind === kind && push.group === group
  );
}

function queue(state: State, { endpoint, kind, group, seq, at }: Queued): void {
  const id = findPush(state, { endpoint, kind, group })?.id ??
    Math.max(0, ...state.pushes.keys()) + 1;
  state.pushes.set(id, {
    ...{ id, endpoint, kind, group, seq, queuedAt: at, dueAt: at, attempts: 0 },
  });
}

function queueText(
  state: State,
  { group, seq, user, readSeq: told, at: then }: AwayText,
  at: Instant,
): void {
  const member = memberOf(state, group, user);
  const readSeq = Math.max(member?.readSeq ?? 0, told);
  if (member === undefined || member.firstSeq > seq || readSeq >= seq) return;
  for (const { endpoint, muted, createdAt } of subscriptionsOf(state, user, at)) {
    if (muted.includes(group) || createdAt > then) continue;
    const queued = { endpoint, kind: "text", group } as const;
    const known = findPush(state, queued);
    if (known && known.dueAt !== null) known.seq = seq;
    else if (!known || known.seq <= readSeq) queue(state, { ...queued, seq, at });
  }
}

/** Null: there is nothing to tell any more. */
function tell(state: State, push: KeptPush, now: Instant): Push | null {
  const subscription = state.subscriptions.get(push.endpoint);
  const user = subscription && liveSession(state, subscription.session, now)?.user;
  if (!subscription || user === undefined) return null;
  const { endpoint, p256dh, auth, muted } = subscription;
  const { id, attempts, queuedAt } = push;
  const told = contentOf(state, push, { user, muted });
  return told && { id, target: { endpoint, p256dh, auth }, attempts, queuedAt, ...told };
}

function contentOf(
  state: State,
  push: KeptPush,
  { user, muted }: { readonly user: UserId; readonly muted: readonly GroupId[] },
): { readonly content: PushContent; readonly seq: number } | null {
  const { kind: type, group } = push;
  if (group === null) {
    const isAsleep = (state.tickets.get(user)?.sleptAt ?? null) !== null;
    return isAsleep ? { content: { type }, seq: 0 } : null;
  }
  const member = memberOf(state, group, user);
  if (member === undefined) return null;
  if (type === "match") {
    if (push.attempts > 1 && member.readSeq >= push.seq) return null;
    const others = state.groups.get(group)?.members ?? [];
    const names = others.filter(({ id, leftAt }) => id !== user && leftAt === null)
      .map(({ id }) => userOf(state, id).user.username).filter((name) => name !== "");
    return { content: { type, group, names }, seq: 0 };
  }
  const text = muted.includes(group) ? undefined : lastUnread(state, group, member);
  if (text === undefined) return null;
  const names = [userOf(state, text.by).user.username];
  return { content: { type, group, names, text: pushedText(text.text) }, seq: text.seq };
}

function lastUnread(
  state: State,
  group: GroupId,
  { id, firstSeq, readSeq }: KeptMember,
): TextMessage | undefined {
  const blocked = state.blocks.get(id);
  return state.groups.get(group)?.log.filter((message) => message.kind === "text")
    .findLast(({ seq, by, erased }) =>
      seq >= firstSeq && seq > readSeq && by !== id && !erased && !blocked?.has(by)
    );
}
