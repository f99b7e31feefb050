// The requests that a page sends, answered by a program's actors and store as its routes do,
// without cookies.

import { dayOf, instantOf } from "../../../protocol/clock.ts";
import type { Criteria, GroupId, SessionId, UserId } from "../../../protocol/domain.ts";
import { closeCode } from "../../../protocol/frames.ts";
import { groupView, nowOf, pageView, profileView } from "../../../actors/connections/presenters.ts";
import type { World } from "../../../actors/world.ts";
import { endIfOnOneDevice } from "../../../routes/api/shared_device.ts";
import { answerOnRelations } from "./relation_requests.ts";
import { expiresAt, refused, type Reply, type Request } from "./reply.ts";

const messagesLine = /^GET \/api\/groups\/(.+)\/messages\?(before|after)=(\d+)&limit=(\d+)$/;
const groupLine = /^GET \/api\/groups\/([^/]+)$/;
const seatLine = /^(PUT|DELETE) \/api\/groups\/(.+)\/seat$/;
const quitLine = /^DELETE \/api\/groups\/(.+)\/membership$/;

/** Never rejects: a fault is 503, as behind the routes. */
export async function serveRequest(
  world: World,
  request: Request,
  session: SessionId,
): Promise<Reply> {
  try {
    const { store, clock } = world;
    const isLive = request.line === "POST /api/session" ||
      await store.session(session, instantOf(clock.now())) !== null;
    return isLive ? await answer(world, request) : refused(401, "unauthenticated");
  } catch {
    return refused(503, "unavailable");
  }
}

async function answer(world: World, request: Request): Promise<Reply> {
  const { user, line, body } = request;
  const onRelations = await answerOnRelations(world, request);
  if (onRelations !== null) return onRelations;
  if (line === "GET /api/me") return await me(world, user);
  if (line === "DELETE /api/me") return await deleteAccount(world, user);
  if (line === "POST /api/session") {
    return await logIn(world, user, (body as { device: string }).device);
  }
  if (line === "PUT /api/ticket") {
    return await matched(world, {
      type: "place",
      user,
      criteria: (body as { criteria: Criteria }).criteria,
    });
  }
  if (line === "DELETE /api/ticket") return await matched(world, { type: "withdraw", user });
  const seat = seatLine.exec(line);
  if (seat !== null) return await reseat(world, user, seat[2] as GroupId, seat[1] === "PUT");
  const quit = quitLine.exec(line);
  if (quit !== null) return await leave(world, user, quit[1] as GroupId);
  const group = groupLine.exec(line);
  if (group !== null) return await show(world, user, group[1] as GroupId);
  const page = messagesLine.exec(line);
  if (page === null) throw new Error(`No request is known as "${line}"`);
  const [, id, direction, seq, limit] = page;
  const range = direction === "after"
    ? { after: Number(seq), limit: Number(limit) }
    : { before: Number(seq), limit: Number(limit) };
  const found = await world.store.messages(user, id as GroupId, range);
  return found === null ? refused(404, "not_found") : { status: 200, body: pageView(found) };
}

/** Of a user who is known, at a device. */
async function logIn(world: World, user: UserId, device: string): Promise<Reply> {
  const { store, clock, newId } = world;
  const createdAt = instantOf(clock.now());
  const session = { id: newId() as SessionId, user, createdAt, expiresAt };
  if (!await store.openSession(session, { devices: [device], networks: [] })) {
    return refused(401, "bad_credentials");
  }
  await endIfOnOneDevice(user, world);
  return { status: 200, body: null };
}

async function me({ store, clock }: World, id: UserId): Promise<Reply> {
  const account = await store.account(id);
  if (account === null) return refused(401, "unauthenticated");
  const { user, profile } = account;
  return {
    status: 200,
    body: { user, profile: profile && profileView(profile, dayOf(clock.now())) },
  };
}

/** Without the name's reservation, which has no part in what comes of it. */
async function deleteAccount(
  { store, clock, placement }: World,
  user: UserId,
): Promise<Reply> {
  const at = instantOf(clock.now());
  const isBegun = await store.requestDeletion({
    user,
    at,
    usernameHashes: [],
    reservedUntil: at,
  });
  if (!isBegun) return refused(401, "unauthenticated");
  placement.endSessions(user, { code: closeCode.sessionOver, reason: "The account is deleted" });
  placement.wakeJobs();
  return { status: 204, body: null };
}

async function show(world: World, user: UserId, id: GroupId): Promise<Reply> {
  const group = await world.store.group(user, id);
  if (group === null) return refused(404, "not_found");
  return { status: 200, body: { group: groupView(group, nowOf(world)) } };
}

async function reseat(world: World, user: UserId, group: GroupId, isOpen: boolean): Promise<Reply> {
  const { placement } = world;
  const answer = isOpen
    ? await placement.askMatchmaker({ type: "open_seat", user, group, criteria: null })
    : await placement.askMatchmaker({ type: "close_seat", user, group });
  if (answer.type === "seat") return { status: 200, body: { seat: answer.seat } };
  if (answer.type !== "refused") return { status: 204, body: null };
  return refused(
    answer.code === "unavailable" ? 503 : answer.code === "not_member" ? 404 : 409,
    answer.code,
  );
}

async function matched(
  world: World,
  command: Parameters<World["placement"]["askMatchmaker"]>[0],
): Promise<Reply> {
  const answer = await world.placement.askMatchmaker(command);
  if (answer.type !== "refused") return { status: 200, body: answer };
  return refused(answer.code === "unavailable" ? 503 : 409, answer.code);
}

async function leave(world: World, user: UserId, group: GroupId): Promise<Reply> {
  const answer = await world.placement.askGroup(group, { type: "quit", user });
  if (answer.type !== "refused") return { status: 204, body: null };
  return answer.code === "unavailable" ? refused(503, "unavailable") : refused(404, "not_found");
}
