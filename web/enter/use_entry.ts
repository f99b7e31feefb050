// A form of the first page at work: checked on leaving a field and on sending, then sent, and taken
// or refused.

import { useState } from "preact/hooks";
import { ageOn } from "../../protocol/age.ts";
import { dayOf } from "../../protocol/clock.ts";
import { useTools } from "../ui/context.ts";
import {
  checkField,
  checkForm,
  explain,
  type Explanation,
  type FieldName,
  type FormValues,
  profileOf,
  type Purpose,
  tidy,
  type Wrong,
} from "./form_model.ts";
import type { Sentence } from "../i18n/texts.ts";
import type { Challenge, Problem } from "../../client/net/api.ts";
import type { Tools } from "../ui/context.ts";
import { nowOf } from "../ui/use_now.ts";
import { signUp } from "./sign_up.ts";

interface Entry {
  readonly purpose: Purpose;
  readonly entry: FormValues;
  readonly change: (next: (now: FormValues) => FormValues) => void;
  /** What sends it, where its purpose alone does not say so. */
  readonly send?: (entry: FormValues) => Promise<Problem | null>;
  /** Called once the server has taken it. */
  readonly done?: () => void;
}

/** `proving`: the browser does the work that the server asks for. */
export type Stage = "idle" | "sending" | "proving";

/**
 * The errors by field, a refusal that concerns the whole form, what is done with it now, and how
 * often it was refused.
 */
export function useEntry({ purpose, entry: typed, change, done, ...given }: Entry) {
  const tools = useTools();
  const [wrong, setWrong] = useState<Wrong>({});
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [stage, setStage] = useState<Stage>("idle");
  const [sends, setSends] = useState(0);
  const entry = tidy(typed);
  const today = () => dayOf(nowOf(tools));

  const show = ({ fields, refusal }: Explanation) => {
    setWrong(fields);
    setRefusal(refusal);
    setSends((count) => count + 1);
  };
  const leave = (name: FieldName) => {
    change(tidy);
    if (entry[name] === "" && wrong[name] === undefined) return;
    setWrong((now) => withField(now, name, checkField(purpose, name, entry, today())));
  };
  const send = async () => {
    change(tidy);
    const fields = checkForm(purpose, entry, today());
    if (Object.keys(fields).length > 0) return show({ fields, refusal: null });
    setStage("sending");
    const problem = await (given.send?.(entry) ?? submit(tools, { purpose, entry, setStage }));
    setStage("idle");
    if (problem === null) return done?.();
    const { birthDate } = entry;
    show(explain(problem, purpose, birthDate === "" ? null : ageOn(birthDate, today())));
  };
  return { wrong, refusal, stage, sends, leave, send };
}

function withField(wrong: Wrong, name: FieldName, text: Sentence | null): Wrong {
  const { [name]: _, ...rest } = wrong;
  return text === null ? rest : { ...rest, [name]: text };
}

interface Submission {
  readonly purpose: Purpose;
  readonly entry: FormValues;
  readonly setStage: (stage: Stage) => void;
}

async function submit(tools: Tools, submission: Submission): Promise<Problem | null> {
  const { session } = tools;
  const { purpose, entry } = submission;
  switch (purpose) {
    case "logIn":
      return await session.logIn(entry.username, entry.password);
    case "signUp":
      return await submitSignUp(tools, submission);
    case "recovery":
      return await session.recover(entry.username, entry.code, entry.password);
    case "profile":
      return await session.saveProfile(profileOf(entry));
    default:
      throw new Error(`Nothing sends a form for ${purpose}`);
  }
}

function submitSignUp({ session, loader }: Tools, { entry, setStage }: Submission) {
  const { username, password } = entry;
  const prove = async (challenge: Challenge) => {
    setStage("proving");
    const part = await loader.load("work", () => import("../platform/prove_work.ts"));
    const proof = await part?.prove(challenge) ?? null;
    setStage("sending");
    return proof;
  };
  const account = { username, password, profile: profileOf(entry) };
  return signUp({ account, send: (each) => session.signUp(each), prove });
}
