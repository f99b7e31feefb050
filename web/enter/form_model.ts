// The forms of the first page: their fields, what is wrong with a field before it is sent, and
// which field a refusal is about. Pure. The server decides in the end.

import type { Day, Profile, Sex } from "../../protocol/domain.ts";
import {
  birthDateFault,
  passwordFault,
  preparedUsername,
  usernameFault,
} from "../../protocol/rules.ts";
import type { NewProfile, Problem } from "../net/api.ts";
import type { PlainKey } from "../i18n/texts.ts";

export type FieldName = "username" | "password" | "birthDate" | "sex";
/** `none`: rather not say. */
export type SexChoice = "female" | "male" | "other" | "none";

export interface FormValues {
  readonly username: string;
  readonly password: string;
  readonly birthDate: string;
  /** Empty: not answered yet. */
  readonly sex: SexChoice | "";
}

export const emptyForm: FormValues = { username: "", password: "", birthDate: "", sex: "" };

/** The form as it was filled in for this profile. */
export function entryOf({ birthDate, sex }: Profile): FormValues {
  return { ...emptyForm, birthDate, sex: sex ?? "none" };
}

export type Wrong = Readonly<Partial<Record<FieldName, PlainKey>>>;

/** What a form is for: to log in takes any name, to sign up only one by the rules. */
export type Purpose = "logIn" | "signUp" | "profile";

export const fieldsOf: Readonly<Record<Purpose, readonly FieldName[]>> = {
  logIn: ["username", "password"],
  signUp: ["username", "password", "birthDate", "sex"],
  profile: ["birthDate", "sex"],
};

/** What is wrong with one field, or null; `today` is a day in UTC. */
export function checkField(
  purpose: Purpose,
  name: FieldName,
  entry: FormValues,
  today: Day,
): PlainKey | null {
  if (purpose === "logIn") {
    const given = name === "username" ? preparedUsername(entry.username) : entry[name];
    return given === "" ? "wrong.empty" : null;
  }
  switch (name) {
    case "username":
      return usernameFault(entry.username) === null ? null : "wrong.username";
    case "password":
      return passwordFault(entry.password) === null ? null : "wrong.passwordLength";
    case "birthDate":
      return birthDateFault(entry.birthDate, today) === null ? null : "wrong.birthDate";
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
  return { birthDate: entry.birthDate, sex: sexOf(entry.sex) };
}

function sexOf(choice: FormValues["sex"]): Sex {
  return choice === "" || choice === "none" ? null : choice;
}

/** A refusal told where it belongs: under the fields that it names, else by its code. */
export interface Explanation {
  readonly fields: Wrong;
  readonly code: string | null;
}

export function explain(problem: Problem): Explanation {
  if (problem.code === "username_taken") {
    return { fields: { username: "wrong.usernameTaken" }, code: null };
  }
  if (problem.code === "too_young") return { fields: { birthDate: "wrong.tooYoung" }, code: null };
  const names = problem.errors.map((error) => fieldAt(error.path)).filter((name) => name !== null);
  if (problem.code !== "invalid" || names.length === 0) {
    return { fields: {}, code: problem.code };
  }
  return { fields: Object.fromEntries(names.map((name) => [name, `wrong.${name}`])), code: null };
}

/** The field at the end of a path such as `profile.birthDate` or `/profile/birthDate`. */
function fieldAt(path: string): FieldName | null {
  const last = path.split(/[./]/).at(-1);
  return fieldsOf.signUp.find((name) => name === last) ?? null;
}
