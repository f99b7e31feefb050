// A form of the first page: its fields, each with its own error, and the button. What was typed
// stays when it is refused.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { dayOf } from "../../protocol/clock.ts";
import { useTools } from "../ui/context.ts";
import { type FieldName, fieldsOf, type FormValues, type Purpose } from "./form_model.ts";
import type { PlainKey, Sentence } from "../i18n/texts.ts";
import type { Problem } from "../../client/net/api.ts";
import { languageName } from "../i18n/language_name.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { PasswordField } from "../ui/password_field.tsx";
import { nowOf } from "../ui/use_now.ts";
import { refusalText } from "../ui/problems.ts";
import { browserLanguages } from "./browser_languages.ts";
import { SexField } from "./sex_field.tsx";
import { TextField } from "../ui/text_field.tsx";
import { type Stage, useEntry } from "./use_entry.ts";
import { usePress } from "../ui/use_press.ts";

const LanguageField = onDemand(
  async () => (await import("../about/language_field.tsx")).LanguageField,
  { texts: "about" },
);

export interface EntryFormProps {
  readonly purpose: Purpose;
  readonly entry: FormValues;
  readonly change: (update: (entry: FormValues) => FormValues) => void;
  /** What sends it, where its purpose alone does not say so. */
  readonly send?: (entry: FormValues) => Promise<Problem | null>;
  /** What the button says, where its purpose alone does not say so. */
  readonly action?: PlainKey;
  /** Whether what is sent cannot be undone. */
  readonly isGrave?: boolean;
  /** Called once the server has taken it. */
  readonly done?: () => void;
}

const actions: Readonly<Partial<Record<Purpose, PlainKey>>> = {
  logIn: "enter.logInAction",
  signUp: "enter.signUpAction",
  recovery: "enter.recoverAction",
  profile: "enter.saveProfile",
};

/** What the password of a form is, and what a browser that keeps passwords does about it. */
function passwordOf(purpose: Purpose) {
  return {
    label: purpose === "logIn" || purpose === "signUp" ? "field.password" : "field.newPassword",
    autoComplete: purpose === "logIn" ? "current-password" : "new-password",
  } as const;
}

export function EntryForm(props: EntryFormProps) {
  const { speech } = useTools();
  const { wrong, refusal, stage, sends, leave, send } = useEntry(props);
  const { purpose, isGrave = false } = props;
  const action = props.action ?? actions[purpose] ?? "account.confirm";
  const form = useRef<HTMLFormElement>(null);
  // With the drawing: what is typed right after it is for that field.
  useLayoutEffect(() => {
    if (sends > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [sends]);
  const { unlessPressed, ...press } = usePress();
  const submit = (event: Event) => {
    event.preventDefault();
    void send();
  };
  return (
    <form ref={form} noValidate onSubmit={submit} {...press}>
      {fieldsOf[purpose].map((name) => (
        <EntryField
          key={name}
          name={name}
          {...props}
          wrong={wrong[name]}
          leave={() => unlessPressed(() => leave(name))}
        />
      ))}
      {fieldsOf[purpose].includes("sex") && <Languages {...props} />}
      <Outcome refusal={refusal} stage={stage} purpose={purpose} />
      <button
        type="submit"
        class={`button wide${isGrave ? " danger" : ""}`}
        disabled={stage !== "idle"}
      >
        {speech.t(stage === "idle" ? action : "enter.busy")}
      </button>
    </form>
  );
}

/** Those of the browser, which are right for most; the field is loaded by who changes them. */
function Languages({ entry, change }: EntryFormProps) {
  const { t, markup, locale } = useTools().speech;
  const [isOpen, setOpen] = useState(false);
  const chosen = entry.languages === ""
    ? browserLanguages(navigator.languages)
    : entry.languages.split(" ");
  const choose = (next: readonly string[]) =>
    change((now) => ({ ...now, languages: next.join(" ") }));
  if (isOpen) return <LanguageField chosen={chosen} choose={choose} />;
  return (
    <p>
      {markup("enter.languages", { names: chosen.map((one) => languageName(locale.value, one)) })}
      <AsyncButton act={() => setOpen(true)}>{t("enter.otherLanguages")}</AsyncButton>
    </p>
  );
}

interface OutcomeProps {
  readonly refusal: Problem | null;
  readonly stage: Stage;
  readonly purpose: Purpose;
}

/** Why it was refused, or why it takes long. */
function Outcome({ refusal, stage, purpose }: OutcomeProps) {
  const { t, locale } = useTools().speech;
  return (
    <>
      <div role="alert">
        {refusal !== null && <p class="error">{refusalText(locale.value, refusal, purpose)}</p>}
      </div>
      <div role="status">{stage === "proving" && <p class="why">{t("enter.proof")}</p>}</div>
    </>
  );
}

interface EntryFieldProps extends EntryFormProps {
  readonly name: FieldName;
  readonly wrong: Sentence | undefined;
  readonly leave: () => void;
}

function EntryField({ name, purpose, entry, change, wrong, leave }: EntryFieldProps) {
  const tools = useTools();
  const set = (value: string) => change((now) => ({ ...now, [name]: value }));
  const hasReason = purpose !== "logIn";
  const common = { wrong, leave, set, hasReason };
  if (name === "sex") return <SexField {...common} value={entry.sex} />;
  const field = { ...common, name, value: entry[name] };
  switch (name) {
    case "username":
      return (
        <TextField
          {...field}
          hasReason={purpose === "signUp"}
          type="text"
          autoComplete="username"
        />
      );
    case "password":
      return <PasswordField {...field} {...passwordOf(purpose)} />;
    case "current":
      return <PasswordField {...field} autoComplete="current-password" />;
    case "birthDate":
      return <TextField {...field} type="date" autoComplete="bday" max={dayOf(nowOf(tools))} />;
    default:
      return <TextField {...field} type="text" autoComplete="off" />;
  }
}
