// A form of the first page at work: checked on leaving a field and on sending, then sent, and taken
// or refused.

import { useState } from "preact/hooks";
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
import type { PlainKey } from "../i18n/texts.ts";
import type { Problem } from "../net/api.ts";
import { nowOf } from "../ui/use_now.ts";
import type { Session } from "../sync/session.ts";

interface Entry {
  readonly purpose: Purpose;
  readonly entry: FormValues;
  readonly change: (next: (now: FormValues) => FormValues) => void;
  /** Called once the server has taken it. */
  readonly done?: () => void;
}

/**
 * The errors by field, the code of a refusal that concerns the whole form, whether it is being
 * sent, and how often it was refused.
 */
export function useEntry({ purpose, entry: typed, change, done }: Entry) {
  const tools = useTools();
  const [wrong, setWrong] = useState<Wrong>({});
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [sends, setSends] = useState(0);
  const entry = tidy(typed);
  const today = () => dayOf(nowOf(tools));

  const show = ({ fields, code }: Explanation) => {
    setWrong(fields);
    setRefusal(code);
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
    if (Object.keys(fields).length > 0) return show({ fields, code: null });
    setBusy(true);
    const problem = await submit(tools.session, purpose, entry);
    setBusy(false);
    if (problem === null) return done?.();
    show(explain(problem));
  };
  return { wrong, refusal, isBusy, sends, leave, send };
}

function withField(wrong: Wrong, name: FieldName, text: PlainKey | null): Wrong {
  const { [name]: _, ...rest } = wrong;
  return text === null ? rest : { ...rest, [name]: text };
}

function submit(session: Session, purpose: Purpose, entry: FormValues): Promise<Problem | null> {
  switch (purpose) {
    case "logIn":
      return session.logIn(entry.username, entry.password);
    case "signUp":
      return session.signUp(entry.username, entry.password, profileOf(entry));
    case "profile":
      return session.saveProfile(profileOf(entry));
  }
}
