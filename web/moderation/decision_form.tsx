// A decision in two taps: what is done, then the button that says it in full, with a note between.

import { useState } from "preact/hooks";
import type { DecisionAction, Report } from "../../protocol/moderation.ts";
import { suspensionDaysMost } from "../../protocol/suspension.ts";
import type { NewDecision } from "../net/moderation_api.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { NoteField } from "./note_field.tsx";
import { useModerationApi } from "./use_moderation.ts";

const actions: readonly DecisionAction[] = ["dismiss", "warn", "suspend", "ban"];
const usualDays = "7";

interface DecisionFormProps {
  readonly report: Report;
  readonly decided: (report: Report) => void;
}

export function DecisionForm({ report, decided }: DecisionFormProps) {
  const { t, markup } = useTools().speech;
  const api = useModerationApi();
  const { refusal, take } = useProblem();
  const [action, setAction] = useState<DecisionAction | null>(null);
  const [note, setNote] = useState("");
  const [days, setDays] = useState(usualDays);
  const [wasSent, setSent] = useState(false);
  const name = report.about.username;
  const send = async () => {
    setSent(true);
    const decision = decisionOf(action, days, note);
    if (decision === null) return;
    const answer = take(await api.decide(report.id, decision));
    if (answer !== null) decided(answer.report);
  };
  return (
    <fieldset class="moderation-part">
      <legend>{t("moderation.decide")}</legend>
      <Actions action={action} choose={setAction} />
      {action !== null && (
        <>
          <p class="why" role="status">{markup(`moderation.means.${action}`, { name })}</p>
          {action === "suspend" && <Days value={days} set={setDays} />}
          <NoteField
            id="decision"
            label={action === "warn"
              ? markup("moderation.note.warn", { name })
              : t("moderation.note")}
            value={note}
            set={setNote}
            isMissing={wasSent}
          />
          {action !== "warn" && <p class="why">{markup("moderation.note.why", { name })}</p>}
          {refusal}
          <AsyncButton
            look={action === "dismiss" || action === "warn" ? "button" : "button danger"}
            act={send}
          >
            <span>
              {action === "dismiss"
                ? t("moderation.confirm.dismiss")
                : markup(`moderation.confirm.${action}`, { name })}
            </span>
          </AsyncButton>
        </>
      )}
    </fieldset>
  );
}

interface ActionsProps {
  readonly action: DecisionAction | null;
  readonly choose: (action: DecisionAction) => void;
}

function Actions({ action, choose }: ActionsProps) {
  const { t } = useTools().speech;
  return (
    <div class="choices">
      {actions.map((each) => (
        <label key={each} class="choice">
          <input
            type="radio"
            name="action"
            checked={each === action}
            onChange={() => choose(each)}
          />
          <span>{t(`moderation.action.${each}`)}</span>
        </label>
      ))}
    </div>
  );
}

interface DaysProps {
  readonly value: string;
  readonly set: (value: string) => void;
}

function Days({ value, set }: DaysProps) {
  const { t } = useTools().speech;
  const isWrong = daysOf(value) === null;
  return (
    <div class="field">
      <label for="decision-days">{t("moderation.days")}</label>
      <div class="input">
        <input
          id="decision-days"
          type="text"
          inputMode="numeric"
          value={value}
          aria-invalid={isWrong}
          aria-describedby="decision-days-error"
          onInput={(event) => set(event.currentTarget.value)}
        />
      </div>
      <p id="decision-days-error" class="error">{isWrong && t("moderation.days.wrong")}</p>
    </div>
  );
}

/** Null: the text is no number of days. */
export function daysOf(text: string): number | null {
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return days >= 1 && days <= suspensionDaysMost ? days : null;
}

/** Null while something is missing. */
export function decisionOf(
  action: DecisionAction | null,
  days: string,
  note: string,
): NewDecision | null {
  const words = note.trim();
  if (action === null || words === "") return null;
  if (action !== "suspend") return { action, note: words };
  const count = daysOf(days);
  return count === null ? null : { action, days: count, note: words };
}
