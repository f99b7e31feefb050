// What the forms of the first page ask: the fields, what is wrong with one before it is sent, and
// what the server's refusals mean for them. Pure; the server decides in the end.

import type { Day, Profile, Sex } from "../../protocol/domain.ts";
import {
  birthDateFault,
  passwordFault,
  preparedUsername,
  usernameFault,
} from "../../protocol/rules.ts";
import type { NewProfile, Problem } from "../net/api.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { problemText } from "../ui/problems.ts";

export type FieldName = "username" | "password" | "birthDate" | "sex";
/** `none`: rather not say; empty: not answered yet. */
export type SexChoice = "female" | "male" | "other" | "none";

export interface FormValues {
  readonly username: string;
  readonly password: string;
  readonly birthDate: string;
  readonly sex: SexChoice | "";
}

export const emptyForm: FormValues = { username: "", password: "", birthDate: "", sex: "" };

/** The answers that a profile was made of. */
export function entryOf({ birthDate, sex }: Profile): FormValues {
  return { ...emptyForm, birthDate, sex: sex ?? "none" };
}

export type Wrong = Readonly<Partial<Record<FieldName, PlainKey>>>;

/**
 * What a form of the first page does with its fields: a name to log in with may be any, a new one
 * may not.
 */
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

/**
 * A refusal told where it belongs: under the fields it names, else in one sentence for the whole
 * form.
 */
export function explain(
  problem: Problem,
): { readonly fields: Wrong; readonly form: PlainKey | null } {
  if (problem.code === "username_taken") {
    return { fields: { username: "wrong.usernameTaken" }, form: null };
  }
  if (problem.code === "too_young") return { fields: { birthDate: "wrong.tooYoung" }, form: null };
  const names = problem.errors.map((error) => fieldAt(error.path)).filter((name) => name !== null);
  if (problem.code !== "invalid" || names.length === 0) {
    return { fields: {}, form: problemText(problem.code) };
  }
  return { fields: Object.fromEntries(names.map((name) => [name, `wrong.${name}`])), form: null };
}

/** The field at the end of a path such as `profile.birthDate` or `/profile/birthDate`. */
function fieldAt(path: string): FieldName | null {
  const last = path.split(/[./]/).at(-1);
  return fieldsOf.signUp.find((name) => name === last) ?? null;
}
