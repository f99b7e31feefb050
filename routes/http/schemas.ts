// What a username, a password and a profile may be: the rules of docs/protocol.md, as schemas.

import * as v from "valibot";
import { ageOn } from "../../protocol/age.ts";
import type { Day } from "../../protocol/domain.ts";
import { strict } from "./body.ts";

export interface AccountRules {
  readonly today: () => Day;
  readonly isCommonPassword: (password: string) => boolean;
}

/** The oldest anyone has been is 122. */
const oldest = 122;
const usernameLength = { least: 3, most: 32 };
const passwordLength = { least: 8, most: 256 };

/**
 * What a username is compared by: NFKC and full case folding, so that look-alikes in case or width
 * collide.
 */
export function usernameKey(username: string): string {
  // Upper and then lower case is what JavaScript has of it: "ß" and "SS" meet, final sigma, too.
  // Two letters differ: "ẞ" is an upper case of its own there, and "ı" has that of "i".
  const runs = username.normalize("NFKC").replaceAll("ẞ", "ss").split("ı");
  return runs.map((run) => run.toUpperCase().toLowerCase()).join("ı").normalize("NFKC");
}

/**
 * What names were compared by before; who was in the way of another's key then has this one still.
 */
export function formerUsernameKey(username: string): string {
  return username.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}

export function accountSchemas({ today, isCommonPassword }: AccountRules) {
  const profile = strict({ birthDate: birthDate(today), sex });
  const username = v.pipe(
    v.string("Expected a string"),
    v.normalize("NFC"),
    v.check(hasLength(usernameLength), "Expected 3 to 32 characters"),
    v.regex(
      /^(?!\p{M})[\p{L}\p{M}\p{Nd}_.-]+$/u,
      'Expected letters, digits, "_", "." and "-" only',
    ),
    // Fillers and selectors count as letters and marks, and show nothing: with one, two names look
    // alike.
    v.regex(/^\P{Default_Ignorable_Code_Point}+$/u, "Expected no invisible characters"),
  );
  const newPassword = v.pipe(
    v.string("Expected a string"),
    v.check((password) => password.isWellFormed(), "Expected no lone surrogates"),
    v.check(hasLength(passwordLength), "Expected 8 to 256 characters"),
    v.check((password) => !isCommonPassword(password), "Too common, others would guess it"),
  );
  const signUp = v.pipe(
    strict({ username, password: newPassword, profile: v.optional(v.nullable(profile)) }),
    v.forward(
      v.partialCheck(
        [["username"], ["password"]],
        ({ username, password }) => usernameKey(username) !== usernameKey(password),
        "Must not be the username",
      ),
      ["password"],
    ),
  );
  const text = v.pipe(
    v.string("Expected a string"),
    v.maxLength(1_024, "Expected at most 1024 characters"),
    // No name and no password has one, and the database could not even be asked for it.
    v.check((given) => !given.includes("\0"), "Expected no NUL"),
  );
  return { signUp, logIn: strict({ username: text, password: text }), profile };
}

const sex = v.nullable(
  v.picklist(["female", "male", "other"], 'Expected "female", "male", "other" or null'),
);

function birthDate(today: () => Day) {
  return v.pipe(
    v.string("Expected a day"),
    v.check(isDay, 'Expected a day of the calendar, "YYYY-MM-DD"'),
    v.check((day) => day <= today(), "Expected a day that is not in the future"),
    v.check((day) => ageOn(day, today()) <= oldest, `Expected an age of at most ${oldest} years`),
  );
}

/** Whether a text names a day that exists: 30 February does not. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isFinite(instant) && new Date(instant).toISOString().startsWith(text);
}

/** Counted in code points, so that a letter outside the first plane is one. */
function hasLength({ least, most }: { least: number; most: number }): (text: string) => boolean {
  return (text) => {
    const length = [...text].length;
    return length >= least && length <= most;
  };
}
