// Why a run cannot go on, in a sentence, with what its operator can do about it. Pure.

import type { Problem } from "../../client/mod.ts";

/** Ends the run: the server cannot be put under load as it was asked for. */
export class Trouble extends Error {
  override readonly name = "Trouble";
}

type Refusal = Pick<Problem, "status" | "code">;

export function noAnswer(url: string, why: string): Trouble {
  return new Trouble(
    `No answer from ${url} (${why}). Start Trio there with "deno task start", or name another address by --url`,
  );
}

export function refusedSignUp({ status, code }: Refusal): Trouble {
  const told = `A sign-up was answered with ${status} "${code}"`;
  if (status === 429) {
    return new Trouble(
      `${told}: the server makes no more accounts for this network. Start it with ` +
        "NETWORK_RULES=off for the time of the test, or with SIGNUPS_PER_HOUR at the number of users",
    );
  }
  if (status === 503) {
    return new Trouble(
      `${told} again and again. Where it says "busy" others use up its turns for passwords; ` +
        'where it says "unavailable" look at its log, its database and its disk',
    );
  }
  return new Trouble(`${told}. Is the server of the version that this tool is of?`);
}

export function refusedRequest(what: string, { status, code }: Refusal): Trouble {
  return new Trouble(`${what} was answered with ${status} "${code}"`);
}

/** `why` is what the last attempt to connect has brought. */
export function noSocket(why: string): Trouble {
  const told = `Users cannot connect: ${why}`;
  if (why.includes("429")) {
    return new Trouble(
      `${told}. The server lets one address have so many sockets: ` +
        "start it with ADDRESS_SOCKETS at the number of users and some more",
    );
  }
  if (why.includes("503")) {
    return new Trouble(
      `${told}. The server is full: start it with higher MAX_SOCKETS or MEMORY_MB`,
    );
  }
  return new Trouble(told);
}

/** Of the frames that a server takes of a user the client package sends half, for another tab. */
const share = 0.5;

/** Null: so many users may send so many texts a second. */
export function rateTrouble(users: number, rate: number, framesPerSecond: number): Trouble | null {
  const most = framesPerSecond * share;
  if (rate <= users * most) return null;
  return new Trouble(
    `${rate} texts a second of ${users} users are more than a client sends: FRAMES_PER_SECOND is ` +
      `${framesPerSecond}, and half of it is left to a second tab. ` +
      `Give --users ${
        Math.ceil(rate / most)
      } at least, or start the server with FRAMES_PER_SECOND=${
        Math.ceil(rate / users / share)
      } and BURST twice that`,
  );
}
