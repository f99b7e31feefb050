// Own data in the memory store, as db/people/own_data.ts has it; closed tickets are not stored.

import type { GroupId, Instant, Message, UserId } from "../../../protocol/domain.ts";
import type { OwnEntry, OwnList, OwnRange, SeqRange } from "../../../db/store/own_data.ts";
import { tokensOf } from "./memory_api_tokens.ts";
import { everGroups, type KeptTicket, order, type State, userOf } from "./memory_state.ts";

export function own(
  state: State,
  user: UserId,
  list: OwnList,
  { after, limit }: OwnRange,
): OwnEntry[] {
  return entries(state, user)[list]().filter(([key]) => after === null || key > after)
    .sort(([a], [b]) => order(a, b)).slice(0, limit);
}

function entries(state: State, user: UserId): Readonly<Record<OwnList, () => OwnEntry[]>> {
  return {
    account: () => {
      const { at, preferences } = userOf(state, user);
      const seenAt = state.lastSeen.get(user) ?? null;
      return [[user, { createdAt: at, seenAt, preferences }]];
    },
    sessions: () =>
      state.sessions.values().filter((session) => session.user === user && !session.token)
        .map(({ id, createdAt, expiresAt, usedAt, agent = null }): OwnEntry => [
          id,
          { createdAt, expiresAt, usedAt, agent },
        ]).toArray(),
    tokens: () => tokensOf(state, user).map(({ id, ...token }): OwnEntry => [id, token]).toArray(),
    pushSubscriptions: () =>
      state.subscriptions.values().filter(({ session }) =>
        state.sessions.get(session)?.user === user
      ).map(({ endpoint, createdAt, at: renewedAt, muted }): OwnEntry => [
        endpoint,
        { service: new URL(endpoint).host, createdAt, renewedAt, muted },
      ]).toArray(),
    devices: () => seenOf(state.devices, user),
    networks: () => seenOf(state.networks, user),
    // When they were made is not stored here.
    recoveryCodes: () =>
      [...state.recoveryCodes.get(user) ?? []].map((hash): OwnEntry => [hash, {}]),
    passkeys: () =>
      state.passkeys.values().filter((passkey) => passkey.user === user)
        .map(({ id, at, usedAt, label }): OwnEntry => [id, { createdAt: at, usedAt, label }])
        .toArray(),
    tickets: () =>
      [state.tickets.get(user), ...state.seats.values()].flatMap((ticket) =>
        ticketOf(ticket, user)
      ),
    invites: () =>
      [...state.invites].filter(([, { inviter }]) => inviter === user)
        .map((
          [hash, { createdAt, expiresAt, usedAt }],
        ) => [hash, { createdAt, expiresAt, usedAt }]),
    blocked: () => since(state, state.blocks.get(user)),
    again: () => since(state, state.rematchWishes.get(user)),
    reports: () =>
      state.reports.values().filter(({ by }) => by === user)
        .map(({ id, group, about, reason, seq, at }): OwnEntry => [
          id,
          { group, about, reason, seq, at },
        ]).toArray(),
    notices: () =>
      state.notices.values().filter((kept) => kept.user === user)
        .map(({ id, at, text, readAt }): OwnEntry => [id, { at, text, readAt }]).toArray(),
    groups: () =>
      everGroups(state, user).map(([id, { name, members }]) => {
        const mine = members.find((member) => member.id === user);
        const { joinedAt = null, readSeq = null, leftAt = null, firstSeq = 1 } = mine ?? {};
        const leftReason = mine?.isReplaced ? "away" : null;
        const present = members.filter((member) => member.leftAt === null)
          .map((member) => userOf(state, member.id).user.username).filter((word) => word !== "");
        const seen = firstSeq === 1 ? name : present.join(", ");
        return [id, { id, name: seen, joinedAt, readSeq, leftAt, leftReason }];
      }),
  };
}

function seenOf(seen: State["devices"], user: UserId): OwnEntry[] {
  return [...seen.get(user) ?? []].map(([hash, { seenAt }]) => [hash, { seenAt }]);
}

function since(state: State, users: ReadonlyMap<UserId, Instant> | undefined): OwnEntry[] {
  return [...users ?? []].map(([id, at]) => [id, { ...userOf(state, id).user, at }]);
}

function ticketOf(ticket: KeptTicket | undefined, user: UserId): OwnEntry[] {
  const criteria = ticket?.criteria.get(user);
  if (ticket === undefined || criteria === undefined) return [];
  const { id, since, sleptAt, wokenAt, seat } = ticket;
  const { widenSex = false, bots = false, ...rest } = criteria;
  const times = { since, sleptAt, wokenAt, closedAt: null };
  return [[id, { id, criteria: { ...rest, widenSex, bots }, ...times, group: null, seat }]];
}

export function ownMessages<Kind extends Message["kind"]>(
  state: State,
  { user, group, kinds, after, limit }: SeqRange & {
    readonly user: UserId;
    readonly group: GroupId;
    readonly kinds: readonly Kind[];
  },
): Extract<Message, { kind: Kind }>[] {
  return (state.groups.get(group)?.log ?? [])
    .filter(({ by, seq }) => by === user && seq > after)
    .filter((message): message is Extract<Message, { kind: Kind }> =>
      kinds.some((kind) => message.kind === kind)
    ).slice(0, limit);
}
