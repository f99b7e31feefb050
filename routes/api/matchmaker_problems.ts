// The matchmaker's refusals as problem details.

import type { Context } from "hono";
import type { MatchmakerAnswer } from "../../actors/matchmaker/matchmaker.ts";
import { internalDetail, problem, type ProblemCode } from "../http/problem.ts";

export type Refused = Extract<MatchmakerAnswer, { type: "refused" }>;

type Refusal = readonly [ProblemCode, detail: string];

const inviteOver = "This invite was used already, or is more than a day old";

const refusals: Readonly<Record<Refused["code"], Refusal>> = {
  suspended: ["suspended", "This account is suspended"],
  profile_required: ["profile_required", "A birth date is needed before one can be matched"],
  sex_undisclosed: [
    "sex_undisclosed",
    'With an undisclosed sex, only the criterion "any" is possible',
  ],
  no_third: [
    "no_third",
    "These criteria leave nobody who could be the third of the two: loosen age or sex",
  ],
  // The same whether the group exists or not: a foreign id tells nothing.
  not_member: ["not_found", "You are in no group with this id"],
  group_full: ["group_full", "Three are in this group: no third can be looked for"],
  not_found: ["not_found", "There is nobody and nothing with this id that you could do this to"],
  invite_over: ["invite_over", inviteOver],
  own_invite: ["own_invite", "One cannot be one's own partner; send the link to somebody else"],
  bot_alone: ["bot_alone", "Bots search alone: neither of two partners is one"],
  has_partner: [
    "has_partner",
    "One of the two has a partner already, and a party of three is no duo",
  ],
  // As a used invite is answered: nobody is told that they are kept apart from somebody.
  kept_apart: ["invite_over", inviteOver],
  unavailable: ["unavailable", "This could not be done now; try again"],
  internal: ["internal", internalDetail],
};

/** The refusal as a problem. Throws for an answer that belongs to another command. */
export function refusal(c: Context, answer: MatchmakerAnswer): Response {
  if (answer.type !== "refused") {
    throw new Error(`The matchmaker answered "${answer.type}", which was not asked for`);
  }
  const [problemCode, detail] = refusals[answer.code];
  return problem(c, problemCode, detail);
}

/** 204 for a command that was obeyed, else the refusal as a problem. */
export function emptyAnswer(c: Context, answer: MatchmakerAnswer): Response {
  return answer.type === "refused" ? refusal(c, answer) : c.body(null, 204);
}
