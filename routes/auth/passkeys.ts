// Passkeys by WebAuthn: what an authenticator is asked, and whether its answer is right. Challenges
// are signed, so that nothing is kept of those that nobody answers; each counts once.

import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { Context } from "hono";
import type { NewPasskey, OwnPasskey, StoredPasskey } from "../../db/store/passkeys.ts";
import type { PaceStore } from "../../db/store/paces.ts";
import { type Clock, instantOf } from "../../protocol/clock.ts";
import type { User, UserId } from "../../protocol/domain.ts";
import type { Settings } from "../../settings.ts";
import type { KeyedHash } from "./keyed_hash.ts";
import { ownOrigin } from "./origin.ts";

export interface PasskeyDeps {
  readonly store: Pick<PaceStore, "takePace">;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly keyedHash: KeyedHash;
}

/** How an authenticator may be reached, by Web Authentication, section 5.8.4. */
const transportNames = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

/** An answer that proves a new key, before it is stored. */
export type ProvenKey = Pick<NewPasskey, "id" | "publicKey" | "counter" | "transports">;

const challengeMs = 300_000;
/** Longer than a challenge is valid, also where a clock was set back a little. */
const usedOnce = { capacity: 1, everyMs: 2 * challengeMs };
const randomBytes = 16;
const base64url = { alphabet: "base64url", omitPadding: true } as const;

/** Loaded when it is first needed: it takes as long as the rest of the start. */
const load = () => import("@simplewebauthn/server");

export class Passkeys {
  readonly #settings: Settings;
  readonly #challenges: Challenges;

  constructor(deps: PasskeyDeps) {
    this.#settings = deps.settings;
    this.#challenges = new Challenges(deps);
  }

  /** What a new passkey of the user is made by. */
  async creationOptions(
    c: Context,
    { id, username }: User,
    known: readonly OwnPasskey[],
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { generateRegistrationOptions } = await load();
    return await generateRegistrationOptions({
      rpName: "Trio",
      rpID: this.#place(c).expectedRPID,
      userName: username,
      userDisplayName: username,
      userID: new TextEncoder().encode(id),
      challenge: this.#challenges.issue(id),
      timeout: challengeMs,
      excludeCredentials: known.map(({ id }) => ({ id })),
      // It stands for the password: who holds the device must prove who they are.
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
  }

  /** Null: the answer is not right, or its challenge is used up, too old or another user's. */
  async created(c: Context, user: UserId, response: unknown): Promise<ProvenKey | null> {
    const { verifyRegistrationResponse } = await load();
    const challenge = this.#challenges.expect(user);
    const { registrationInfo } = await orNothing(() =>
      verifyRegistrationResponse({
        response: response as RegistrationResponseJSON,
        expectedChallenge: challenge.isRight,
        ...this.#place(c),
      })
    ) ?? {};
    if (!registrationInfo || !await challenge.take()) return null;
    const { id, publicKey, counter, transports } = registrationInfo.credential;
    // As the client said, which the package does not look at.
    const known = transportNames.filter((name) =>
      Array.isArray(transports) && transports.includes(name)
    );
    return { id, publicKey: publicKey.toBase64(base64url), counter, transports: known };
  }

  /** For any passkey of this server: the authenticator knows whose it is. */
  async requestOptions(c: Context): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { generateAuthenticationOptions } = await load();
    return await generateAuthenticationOptions({
      rpID: this.#place(c).expectedRPID,
      challenge: this.#challenges.issue(anyone),
      timeout: challengeMs,
      userVerification: "required",
    });
  }

  /** The counter of the authenticator. Null: the answer is not right, as above. */
  async verified(
    c: Context,
    { publicKey, counter, account }: StoredPasskey,
    response: unknown,
  ): Promise<number | null> {
    const { verifyAuthenticationResponse } = await load();
    const { id, response: { userHandle } } = response as AuthenticationResponseJSON;
    if (userHandle && userHandle !== handleOf(account.user.id)) return null;
    const challenge = this.#challenges.expect(anyone);
    const answer = await orNothing(() =>
      verifyAuthenticationResponse({
        response: response as AuthenticationResponseJSON,
        expectedChallenge: challenge.isRight,
        ...this.#place(c),
        credential: { id, publicKey: Uint8Array.fromBase64(publicKey, base64url), counter },
      })
    );
    if (!answer?.verified || !await challenge.take()) return null;
    return answer.authenticationInfo.newCounter;
  }

  #place(c: Context) {
    const expectedOrigin = ownOrigin(c.req.raw, this.#settings.origins);
    return { expectedOrigin, expectedRPID: new URL(expectedOrigin).hostname };
  }
}

/** Whose log-in it is, a challenge does not say. */
const anyone = "anyone";

function handleOf(user: UserId): string {
  return new TextEncoder().encode(user).toBase64(base64url);
}

/** The package throws for every answer that is wrong, whatever is wrong with it. */
async function orNothing<T>(verify: () => Promise<T>): Promise<T | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}

class Challenges {
  readonly #deps: PasskeyDeps;

  constructor(deps: PasskeyDeps) {
    this.#deps = deps;
  }

  /** `purpose`: what it may be answered for. */
  issue(purpose: string): string {
    const random = crypto.getRandomValues(new Uint8Array(randomBytes)).toBase64(base64url);
    const named = `${this.#deps.clock.now() + challengeMs}.${random}`;
    return `${named}.${this.#signatures(purpose, named)[0]}`;
  }

  /** Judges the challenge of one answer; `take` uses it up, once the rest is right. */
  expect(
    purpose: string,
  ): { isRight: (challenge: string) => boolean; take: () => Promise<boolean> } {
    let text = "";
    return {
      isRight: (challenge) => {
        text = new TextDecoder().decode(Uint8Array.fromBase64(challenge, base64url));
        return this.#isRight(purpose, text);
      },
      take: () => this.#take(text),
    };
  }

  #isRight(purpose: string, text: string): boolean {
    const [expires = "", random = "", signature = "", ...rest] = text.split(".");
    // Any other text around the signed one would count as another challenge.
    const isSigned = rest.length === 0 &&
      this.#signatures(purpose, `${expires}.${random}`).includes(signature);
    return isSigned && Number(expires) > this.#deps.clock.now();
  }

  async #take(text: string): Promise<boolean> {
    const { store, clock, keyedHash } = this.#deps;
    const [key = ""] = keyedHash("answered", text);
    return await store.takePace(key, usedOnce, instantOf(clock.now())) === 0;
  }

  #signatures(purpose: string, named: string): readonly string[] {
    return this.#deps.keyedHash("challenge", `${purpose} ${named}`);
  }
}
