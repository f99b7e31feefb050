// A form of the first page: its fields, each with its own error, and the button. What was typed
// stays when it is refused.

import { useLayoutEffect, useRef } from "preact/hooks";
import { dayOf } from "../../protocol/clock.ts";
import { useTools } from "../ui/context.ts";
import { type FieldName, fieldsOf, type FormValues, type Purpose } from "./form_model.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { PasswordField } from "../ui/password_field.tsx";
import { nowOf } from "../ui/use_now.ts";
import { problemText } from "../ui/problems.ts";
import { SexField } from "./sex_field.tsx";
import { TextField } from "../ui/text_field.tsx";
import { useEntry } from "./use_entry.ts";
import { usePress } from "../ui/use_press.ts";

export interface EntryFormProps {
  readonly purpose: Purpose;
  readonly entry: FormValues;
  readonly change: (update: (entry: FormValues) => FormValues) => void;
  /** Called once the server has taken it; given where a profile is changed, not filled in. */
  readonly done?: () => void;
}

const actions: Readonly<Record<Purpose, PlainKey>> = {
  logIn: "enter.logInAction",
  signUp: "enter.signUpAction",
  profile: "enter.saveProfile",
};

export function EntryForm(props: EntryFormProps) {
  const { speech } = useTools();
  const { wrong, refusal, isBusy, sends, leave, send } = useEntry(props);
  const action = props.done === undefined ? actions[props.purpose] : "chat.save";
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
      {fieldsOf[props.purpose].map((name) => (
        <EntryField
          key={name}
          name={name}
          {...props}
          wrong={wrong[name]}
          leave={() => unlessPressed(() => leave(name))}
        />
      ))}
      <div role="alert">
        {refusal !== null && <p class="error">{problemText(speech.locale.value, refusal)}</p>}
      </div>
      <button type="submit" class="button wide" disabled={isBusy}>
        {speech.t(isBusy ? "enter.busy" : action)}
      </button>
    </form>
  );
}

interface EntryFieldProps extends EntryFormProps {
  readonly name: FieldName;
  readonly wrong: PlainKey | undefined;
  readonly leave: () => void;
}

function EntryField({ name, purpose, entry, change, wrong, leave }: EntryFieldProps) {
  const tools = useTools();
  const set = (value: string) => change((now) => ({ ...now, [name]: value }));
  const hasReason = purpose !== "logIn";
  const common = { wrong, leave, set, hasReason };
  switch (name) {
    case "username":
      return (
        <TextField
          {...common}
          name={name}
          type="text"
          value={entry.username}
          autoComplete="username"
        />
      );
    case "password": {
      const autoComplete = hasReason ? "new-password" : "current-password";
      return (
        <PasswordField {...common} name={name} value={entry.password} autoComplete={autoComplete} />
      );
    }
    case "birthDate": {
      const max = dayOf(nowOf(tools));
      return (
        <TextField
          {...common}
          name={name}
          type="date"
          value={entry.birthDate}
          autoComplete="bday"
          max={max}
        />
      );
    }
    case "sex":
      return <SexField {...common} value={entry.sex} />;
  }
}
