// What a body may hold, by the rules of docs/protocol.md: usernames, passwords, profiles and
// criteria, as schemas.

import * as v from "valibot";
import type { Day } from "../../protocol/domain.ts";
import { isId } from "../../protocol/ids.ts";
import {
  birthDateFault,
  type Length,
  oldestAge,
  passwordFault,
  passwordLength,
  preparedPassword,
  preparedUsername,
  reasonFault,
  reasonLength,
  textFault,
  usernameFault,
  usernameLength,
  widestAgeGap,
} from "../../protocol/rules.ts";
import {
  aboutFault,
  aboutLength,
  interestFault,
  interestKey,
  interestLength,
  interestsMost,
  languagesLength,
  preparedInterest,
} from "../../protocol/self_description.ts";
import { usernameKey } from "../auth/username_key.ts";
import { isLanguageSubtag } from "./language_subtags.ts";
import { judged, strict } from "./validate.ts";

export interface AccountRules {
  readonly today: () => Day;
  readonly isCommonPassword: (password: string) => boolean;
}

export function accountSchemas({ today, isCommonPassword }: AccountRules) {
  const facts = { birthDate: birthDate(today), sex };
  const profile = strict({ ...facts, ...description });
  const newPassword = newPasswordSchema(isCommonPassword);
  const signUp = v.pipe(
    strict({
      username,
      password: newPassword,
      profile: v.optional(v.nullable(profile)),
      proof: v.optional(proof),
      bot: v.optional(v.boolean("Expected true or false")),
    }),
    v.forward(
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed) return;
        const { username, password } = dataset.value;
        if (usernameKey(username) !== usernameKey(password)) return;
        addIssue({ message: "Must not be the username", expected: "username" });
      }),
      ["password"],
    ),
  );
  return {
    signUp,
    logIn,
    profile,
    correction: strict(facts),
    ownPassword: strict({ password: given }),
    newPassword: strict({ current: given, password: newPassword }),
    recovery: strict({ username: givenUsername, code: given, password: newPassword }),
  };
}

function newPasswordSchema(isCommonPassword: AccountRules["isCommonPassword"]) {
  return v.pipe(
    v.string("Expected a string"),
    v.description(`${passwordLength.least} to ${passwordLength.most} characters`),
    judged(passwordFault, {
      surrogates: "Expected no lone surrogates",
      characters: "Expected no control or invisible characters, and none that Unicode lacks",
      length: `Expected ${passwordLength.least} to ${passwordLength.most} characters`,
    }),
    judged((password) => isCommonPassword(password) ? "common" : null, {
      common: "Too common, others would guess it",
    }),
    v.transform(preparedPassword),
  );
}

/** What is told to others in a person's own words: a report's reason, a moderator's note. */
export function words(what: "reason" | "note") {
  return v.pipe(
    v.string("Expected a string"),
    v.description(`1 to ${reasonLength} UTF-16 code units once trimmed`),
    v.trim(),
    judged(reasonFault, {
      length: `Expected at most ${reasonLength} characters`,
      empty: `Expected a ${what}`,
      invisible: `Expected a ${what} that shows something`,
      surrogates: "Expected no lone surrogates",
      nul: "Expected no NUL",
    }),
  );
}

/** What a user calls a thing of their own, in at most so many UTF-16 code units. */
export function givenName(most: number) {
  return v.pipe(
    v.string("Expected a string"),
    v.trim(),
    v.maxLength(most, `Expected at most ${most} characters`),
    judged(textFault, {
      empty: "Expected a name",
      invisible: "Expected a name that shows something",
      surrogates: "Expected no lone surrogates",
      nul: "Expected no NUL",
    }),
  );
}

const username = v.pipe(
  v.string("Expected a string"),
  v.description(`${usernameLength.least} to ${usernameLength.most} letters, digits, "_", ".", "-"`),
  v.transform(preparedUsername),
  judged(usernameFault, {
    length: `Expected ${usernameLength.least} to ${usernameLength.most} characters`,
    space: "Expected no space",
    characters: 'Expected letters, digits, "_", "." and "-" only',
    invisible: "Expected no invisible characters",
    letters: "Expected at least one letter or digit",
    marks: "Expected at most two combining marks in a row",
    scripts: "Expected the letters of one script, or of few that are written together",
  }),
);

const proof = strict({
  challenge: v.pipe(
    v.string("Expected a string"),
    v.regex(/^[\w-]{1,100}$/, "Expected the challenge of the refusal"),
  ),
  nonce: v.pipe(
    v.string("Expected a string"),
    v.regex(/^\d{1,20}$/, "Expected a decimal number"),
  ),
});

const given = v.pipe(
  v.string("Expected a string"),
  v.maxLength(1_024, "Expected at most 1024 characters"),
);
const givenUsername = v.pipe(
  given,
  // No name has one, and Postgres takes none in a query.
  v.check((username) => !username.includes("\0"), "Expected no NUL"),
);
const logIn = strict({ username: givenUsername, password: given });

const sex = v.nullable(
  v.picklist(["female", "male", "other"], 'Expected "female", "male", "other" or null'),
);

const languages = v.pipe(
  v.array(
    v.pipe(
      v.string("Expected a string"),
      v.description("Primary language subtag of BCP 47"),
      v.check(isLanguageSubtag, "Expected the subtag of a language, in lower case"),
    ),
    "Expected a list",
  ),
  v.minLength(languagesLength.least, "Expected at least one language"),
  v.maxLength(languagesLength.most, `Expected at most ${languagesLength.most} languages`),
  v.check((list) => new Set(list).size === list.length, "Expected each language once"),
);

const selfFaults = (length: Length) => ({
  length: `Expected ${length.least} to ${length.most} characters`,
  empty: "Expected a text",
  invisible: "Expected a text that shows something",
  surrogates: "Expected no lone surrogates",
  nul: "Expected no NUL",
  controls: "Expected bidirectional controls to be ended",
});

const interests = v.pipe(
  v.array(
    v.pipe(
      v.string("Expected a string"),
      v.description(`${interestLength.least} to ${interestLength.most} code points`),
      v.transform(preparedInterest),
      judged(interestFault, selfFaults(interestLength)),
    ),
    "Expected a list",
  ),
  v.maxLength(interestsMost, `Expected at most ${interestsMost} interests`),
  v.check(
    (list) => new Set(list.map(interestKey)).size === list.length,
    "Expected each interest once",
  ),
);

const about = v.nullable(
  v.pipe(
    v.string("Expected a string or null"),
    v.description(`${aboutLength.least} to ${aboutLength.most} code points once trimmed`),
    v.trim(),
    judged(aboutFault, selfFaults(aboutLength)),
  ),
);

/** What is absent stays as it is. */
const description = {
  languages: v.exactOptional(languages),
  interests: v.exactOptional(interests),
  about: v.exactOptional(about),
};

function birthDate(today: () => Day) {
  return v.pipe(
    v.string("Expected a day"),
    v.metadata({ format: "date" }),
    judged((day) => birthDateFault(day, today()), {
      day: 'Expected a day of the calendar, "YYYY-MM-DD"',
      future: "Expected a day that is not in the future",
      age: `Expected an age of at most ${oldestAge} years`,
    }),
  );
}

const age = v.pipe(
  v.number(`Expected a whole number from 0 to ${widestAgeGap}, or null`),
  v.integer("Expected a whole number"),
  v.minValue(0, "Expected 0 or more"),
  v.maxValue(widestAgeGap, `Expected ${widestAgeGap} or less`),
);

/** An id; refused with the message. */
export function idOf<AnId extends string>(message: string) {
  return v.pipe(v.custom<AnId>((value) => isId(value), message), v.metadata(uuid));
}
const uuid = { type: "string", format: "uuid" };

/** What a user may ask of the others. */
export const criteria = strict({
  sex: v.picklist(["same", "any"], 'Expected "same" or "any"'),
  age: v.nullable(age),
  widen: v.boolean("Expected true or false"),
  widenSex: v.exactOptional(v.boolean("Expected true or false")),
  bots: v.exactOptional(v.boolean("Expected true or false")),
});
