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

/** A decision as it is being made. */
interface Draft {
  readonly action: DecisionAction | null;
  readonly days: string;
  readonly note: string;
}

interface DecisionFormProps {
  readonly report: Report;
  readonly decided: (report: Report) => void;
}

export function DecisionForm({ report, decided }: DecisionFormProps) {
  const { t } = useTools().speech;
  const api = useModerationApi();
  const { refusal, take } = useProblem();
  const [draft, setDraft] = useState<Draft>({ action: null, days: usualDays, note: "" });
  const [wasSent, setSent] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const { action } = draft;
  const send = async () => {
    setSent(true);
    const decision = decisionOf(draft);
    if (decision === null) return;
    const answer = take(await api.decide(report.id, decision));
    if (answer !== null) decided(answer.report);
  };
  return (
    <div class="moderation-part">
      <h3 id="decision-title">{t("moderation.decide")}</h3>
      <Actions action={action} choose={(chosen) => change({ action: chosen })} />
      {action !== null && (
        <>
          <Details
            action={action}
            draft={draft}
            change={change}
            name={report.about.username}
            wasSent={wasSent}
          />
          {refusal}
          <Confirm action={action} name={report.about.username} send={send} />
        </>
      )}
    </div>
  );
}

interface DetailsProps {
  readonly action: DecisionAction;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** Whom it is about. */
  readonly name: string;
  readonly wasSent: boolean;
}

function Details({ action, draft, change, name, wasSent }: DetailsProps) {
  const { t, markup } = useTools().speech;
  const isWarning = action === "warn";
  return (
    <>
      <p class="why" role="status">{markup(`moderation.means.${action}`, { name })}</p>
      {action === "suspend" && <Days value={draft.days} set={(days) => change({ days })} />}
      <NoteField
        id="decision"
        label={isWarning ? markup("moderation.note.warn", { name }) : t("moderation.note")}
        value={draft.note}
        set={(note) => change({ note })}
        isMissing={wasSent}
      />
      {!isWarning && <p class="why">{markup("moderation.note.why", { name })}</p>}
    </>
  );
}

interface ConfirmProps {
  readonly action: DecisionAction;
  readonly name: string;
  readonly send: () => Promise<void>;
}

/** Says in full what it does. */
function Confirm({ action, name, send }: ConfirmProps) {
  const { t, markup } = useTools().speech;
  const isGrave = action === "suspend" || action === "ban";
  return (
    <AsyncButton look={isGrave ? "button danger" : "button"} act={send}>
      <span>
        {action === "dismiss"
          ? t("moderation.confirm.dismiss")
          : markup(`moderation.confirm.${action}`, { name })}
      </span>
    </AsyncButton>
  );
}

interface ActionsProps {
  readonly action: DecisionAction | null;
  readonly choose: (action: DecisionAction) => void;
}

function Actions({ action, choose }: ActionsProps) {
  const { t } = useTools().speech;
  return (
    <div class="choices" role="radiogroup" aria-labelledby="decision-title">
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
export function decisionOf({ action, days, note }: Draft): NewDecision | null {
  const words = note.trim();
  if (action === null || words === "") return null;
  if (action !== "suspend") return { action, note: words };
  const count = daysOf(days);
  return count === null ? null : { action, days: count, note: words };
}
