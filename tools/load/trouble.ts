// Why a run cannot go on, in a sentence, with what its operator can do about it. Pure.

/** Ends the run: the server cannot be put under load as it was asked for. */
export class Trouble extends Error {
  override readonly name = "Trouble";
}

export function noAnswer(url: string, why: string): Trouble {
  return new Trouble(
    `No answer from ${url} (${why}). Start Trio there with "deno task start", or name another address by --url`,
  );
}

export function refusedSignUp(status: number, code: string, seconds: string | null): Trouble {
  const told = `A sign-up was answered with ${status} "${code}"`;
  if (status === 429) {
    return new Trouble(
      `${told}, to be tried again in ${
        seconds ?? "some"
      } s: the server makes no more accounts for this network. ` +
        "Start it with NETWORK_RULES=off for the time of the test, or with SIGNUPS_PER_HOUR at the number of users",
    );
  }
  if (status === 503) {
    return new Trouble(
      `${told} again and again. Where it says "busy" others use up its passwords' turns; ` +
        'where it says "unavailable" look at its log, its database and its disk',
    );
  }
  return new Trouble(`${told}. Is the server of the version that this tool is of?`);
}

export function refusedRequest(what: string, status: number, body: unknown): Trouble {
  return new Trouble(`${what} was answered with ${status}: ${JSON.stringify(body)}`);
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

export function rateTooHigh(
  { users, rate, most, framesPerSecond }: {
    readonly users: number;
    readonly rate: number;
    readonly most: number;
    readonly framesPerSecond: number;
  },
): Trouble {
  const needed = Math.ceil(rate / most);
  return new Trouble(
    `${rate} texts a second of ${users} users are more than the server takes of each: ` +
      `FRAMES_PER_SECOND is ${framesPerSecond}, and a fifth is for other frames. ` +
      `Give --users ${needed} at least, or start the server with FRAMES_PER_SECOND=${
        Math.ceil(rate / users / most * framesPerSecond)
      } and BURST twice that`,
  );
}
