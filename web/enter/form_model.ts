// The forms of the first page: their fields, what is wrong with a field before it is sent, and
// which field a refusal is about. Pure. The server decides in the end.

import type { Day, Profile, Sex } from "../../protocol/domain.ts";
import {
  birthDateFault,
  passwordFault,
  preparedUsername,
  usernameFault,
} from "../../protocol/rules.ts";
import type { NewProfile, Problem } from "../../client/net/api.ts";
import type { PlainKey, Sentence } from "../i18n/texts.ts";

/** UTF-16 units of a passkey's label at most, as the server counts them. */
const labelLength = 64;

export type FieldName =
  | "username"
  | "current"
  | "code"
  | "password"
  | "birthDate"
  | "sex"
  | "label";
/** `none`: rather not say. */
export type SexChoice = "female" | "male" | "other" | "none";

export interface FormValues {
  readonly username: string;
  /** The password as it is, where another one is set. */
  readonly current: string;
  /** A recovery code. */
  readonly code: string;
  /** What a passkey is called; may be empty. */
  readonly label: string;
  readonly password: string;
  readonly birthDate: string;
  /** Subtags with a space between; empty: those that the browser asks for. */
  readonly languages: string;
  /** Empty: not answered yet. */
  readonly sex: SexChoice | "";
}

export const emptyForm: FormValues = {
  username: "",
  current: "",
  code: "",
  label: "",
  password: "",
  birthDate: "",
  languages: "",
  sex: "",
};

/** The form as it was filled in for this profile. */
export function entryOf({ birthDate, sex, languages }: Profile): FormValues {
  return { ...emptyForm, birthDate, languages: languages.join(" "), sex: sex ?? "none" };
}

export type Wrong = Readonly<Partial<Record<FieldName, Sentence>>>;

/** What a form is for: to log in takes any name, to sign up only one by the rules. */
export type Purpose =
  | "logIn"
  | "signUp"
  | "recovery"
  | "profile"
  | "password"
  | "passkey"
  | "confirm";

export const fieldsOf: Readonly<Record<Purpose, readonly FieldName[]>> = {
  logIn: ["username", "password"],
  signUp: ["username", "password", "birthDate", "sex"],
  recovery: ["username", "code", "password"],
  profile: ["birthDate", "sex"],
  password: ["current", "password"],
  passkey: ["label", "current"],
  /** Something that only the user may do. */
  confirm: ["current"],
};
/** Forms of those who have an account: for a name, any is right that is written at all. */
const knowsAccount: ReadonlySet<Purpose> = new Set(["logIn", "recovery"]);

/** The faults of a field that have a sentence of their own. */
const faultsOf: Readonly<Record<FieldName, readonly string[]>> = {
  username: ["length", "space", "characters", "invisible", "letters", "marks", "scripts"],
  current: [],
  code: [],
  label: [],
  password: ["length", "characters", "surrogates", "common", "username"],
  birthDate: ["age"],
  sex: [],
};

/** The sentence for a fault of a field: its own, or the one for all that is wrong with it. */
function sentenceOf(name: FieldName, fault: string): PlainKey;
function sentenceOf(name: FieldName, fault: string | null): PlainKey | null;
function sentenceOf(name: FieldName, fault: string | null): PlainKey | null {
  if (fault === null) return null;
  return (faultsOf[name].includes(fault) ? `wrong.${name}.${fault}` : `wrong.${name}`) as PlainKey;
}

/** What is wrong with a name; of one with spaces, what to try in its place where that is right. */
function wrongUsername(username: string): Sentence | null {
  const fault = usernameFault(username);
  const name = preparedUsername(username).replace(/\s+/g, "_");
  return fault === "space" && usernameFault(name) === null
    ? ["wrong.username.try", { name }]
    : sentenceOf("username", fault);
}

/** The form as it is checked and sent: a keyboard may put a space behind a name. */
export function tidy(entry: FormValues): FormValues {
  return {
    ...entry,
    username: entry.username.trim(),
    code: entry.code.trim(),
    label: entry.label.trim(),
  };
}

/** What is wrong with one field, or null; `today` is a day in UTC. */
export function checkField(
  purpose: Purpose,
  name: FieldName,
  entry: FormValues,
  today: Day,
): Sentence | null {
  switch (name) {
    case "username":
      if (!knowsAccount.has(purpose)) return wrongUsername(entry.username);
      return preparedUsername(entry.username) === "" ? "wrong.empty" : null;
    case "password":
      if (purpose !== "logIn") return sentenceOf(name, passwordFault(entry.password));
      return entry.password === "" ? "wrong.empty" : null;
    case "code":
      return entry.code === "" ? "wrong.empty" : null;
    case "label":
      return entry.label.length > labelLength ? "wrong.label" : null;
    case "current":
      return entry.current === "" ? "wrong.current" : null;
    case "birthDate":
      return sentenceOf(name, birthDateFault(entry.birthDate, today));
    case "sex":
      return entry.sex === "" ? "wrong.sex" : null;
  }
}

/** What is wrong with the fields of a form, by field. */
export function checkForm(purpose: Purpose, entry: FormValues, today: Day): Wrong {
  const checked = fieldsOf[purpose].map((name) =>
    [name, checkField(purpose, name, entry, today)] as const
  );
  return Object.fromEntries(checked.filter(([, text]) => text !== null));
}

export function profileOf(entry: FormValues): NewProfile {
  const { birthDate, languages, sex } = entry;
  return {
    birthDate,
    sex: sexOf(sex),
    ...(languages !== "" && { languages: languages.split(" ") }),
  };
}

function sexOf(choice: FormValues["sex"]): Sex {
  return choice === "" || choice === "none" ? null : choice;
}

/** A refusal told where it belongs: under the fields that it names, else by its code. */
export interface Explanation {
  readonly fields: Wrong;
  readonly refusal: Problem | null;
}

/** Codes that are about one field each. */
const fieldOfCode: Readonly<Record<string, FieldName>> = {
  username_taken: "username",
  too_young: "birthDate",
  birth_date_set: "birthDate",
  sex_set: "sex",
};

/** `age`: of the birth date that was sent; null: none was. */
export function explain(
  problem: Problem,
  purpose: Purpose,
  age: number | null = null,
): Explanation {
  const { code, errors, minAge } = problem;
  if (code === "bad_credentials" && fieldsOf[purpose].includes("current")) {
    return { fields: { current: "wrong.current.not" }, refusal: null };
  }
  if (minAge !== undefined) {
    const isOldEnough = age !== null && age >= minAge;
    const key = isOldEnough ? "wrong.birthDate.device" : "wrong.birthDate.young";
    return { fields: { birthDate: [key, { count: minAge }] }, refusal: null };
  }
  const about = fieldOfCode[code];
  if (about !== undefined) {
    return { fields: { [about]: `problem.${code}` as PlainKey }, refusal: null };
  }
  // The first one that is told of a field stays.
  const fields = errors.toReversed().flatMap(({ path, fault = "" }) => {
    const name = fieldAt(path);
    return name === null ? [] : [[name, sentenceOf(name, fault)] as const];
  });
  return code === "invalid" && fields.length > 0
    ? { fields: Object.fromEntries(fields), refusal: null }
    : { fields: {}, refusal: problem };
}

/** The field at the end of a path such as `profile.birthDate` or `/profile/birthDate`. */
function fieldAt(path: string): FieldName | null {
  const last = path.split(/[./]/).at(-1);
  return (Object.keys(emptyForm) as FieldName[]).find((name) => name === last) ?? null;
}
