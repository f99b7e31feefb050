// The requests of a page about relations: invites, partners, blocks, rematch wishes. Answered as
// the routes do, without the hashing of tokens, which takes real time.

import { instantOf } from "../../../protocol/clock.ts";
import type { MatchmakerCommand } from "../../../actors/matchmaker/matchmaker.ts";
import type { UserId } from "../../../protocol/domain.ts";
import type { World } from "../../../actors/world.ts";
import { refused, type Reply, type Request } from "./reply.ts";

const acceptLine = /^POST \/api\/invites\/(.+)\/acceptance$/;
const relationLine = /^(PUT|DELETE) \/api\/(blocks|again)\/(.+)$/;
const holdsMs = 24 * 3_600_000;

/** Null: the request is about something else. */
export async function answerOnRelations(world: World, request: Request): Promise<Reply | null> {
  if (request.line === "POST /api/invites") return await invite(world, request.user);
  const command = commandOf(request);
  return command && await obey(world, command);
}

function commandOf({ user, line }: Request): MatchmakerCommand | null {
  if (line === "DELETE /api/partner") return { type: "end_partnership", user };
  const accepted = acceptLine.exec(line);
  if (accepted !== null) return { type: "accept_invite", user, hash: accepted[1] ?? "" };
  const relation = relationLine.exec(line);
  if (relation === null) return null;
  const [on, other] = [relation[1] === "PUT", relation[3] as UserId];
  if (relation[2] === "again") return { type: "set_rematch_wish", user, other, on };
  return { type: on ? "block" : "unblock", user, other };
}

async function obey({ placement }: World, command: MatchmakerCommand): Promise<Reply> {
  const answer = await placement.askMatchmaker(command);
  if (answer.type === "accepted") return { status: 200, body: { partner: answer.partner } };
  if (answer.type !== "refused") return { status: 204, body: null };
  return refused(
    answer.code === "unavailable" ? 503 : answer.code === "not_found" ? 404 : 409,
    answer.code,
  );
}

async function invite({ store, clock, newId }: World, inviter: UserId): Promise<Reply> {
  if ((await store.account(inviter))?.user.bot) return refused(409, "bot_alone");
  if (await store.partner(inviter) !== null) return refused(409, "has_partner");
  const token = newId();
  const [at, expiresAt] = [instantOf(clock.now()), instantOf(clock.now() + holdsMs)];
  await store.createInvite({ hash: token, inviter, at, expiresAt });
  return { status: 201, body: { invite: { token, link: `/invite/${token}`, expiresAt } } };
}
