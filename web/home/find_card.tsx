// The choice of criteria: "same as me" or "open", with the finer ones under "More", and the button
// that places the ticket.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Criteria } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { formatCriteria } from "../i18n/format.ts";
import { type Choice, choiceOf, lettingIn, strict } from "./criteria_choice.ts";
import { Tick } from "../ui/tick.tsx";
import { CriteriaFields } from "./criteria_fields.tsx";
import { Duo } from "./duo.tsx";
import { useTitle } from "./use_title.ts";
import type { DuoState } from "./use_duo.ts";
import { useSelector } from "../ui/use_selector.ts";
import { useProblem } from "../ui/use_problem.tsx";

interface FindCardProps {
  readonly duo: DuoState;
  /** Whether the user has just opened it. */
  readonly isAsked: boolean;
}

export function FindCard({ duo, isAsked }: FindCardProps) {
  const { session, speech: { t } } = useTools();
  const isDisclosed = useSelector((state) => state.profile?.sex !== null);
  const [first] = useState(() => choiceOf(session.state.peek().lastCriteria, isDisclosed));
  const [choice, setChoice] = useState(first);
  const { kind, fine, bots } = choice;
  const change = (next: Partial<Choice>) => setChoice((now) => ({ ...now, ...next }));
  const { refusal, note } = useProblem();
  const Title = useTitle();
  const [isBusy, setBusy] = useState(false);
  const find = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    session.homeNote.value = null;
    note(await session.ticket.place(lettingIn(kind === "strict" ? strict : fine, bots)));
    setBusy(false);
  };
  return (
    <section class="card">
      <Title ref={useFocus(isAsked)} tabIndex={-1}>{t("find.title")}</Title>
      <form onSubmit={find}>
        <Kinds choice={choice} change={change} isDisclosed={isDisclosed} />
        {kind === "open" && (
          <More
            fine={fine}
            change={(next) => change({ fine: next })}
            isDisclosed={isDisclosed}
          />
        )}
        <Tick isOn={bots} set={(isOn) => change({ bots: isOn })}>{t("find.bots")}</Tick>
        {refusal}
        <button type="submit" class="button wide" disabled={isBusy}>
          {t(duo.partner === null ? "find.action" : "find.actionTwo")}
        </button>
      </form>
      <Duo duo={duo} />
    </section>
  );
}

interface MoreProps {
  readonly fine: Criteria;
  readonly change: (fine: Criteria) => void;
  readonly isDisclosed: boolean;
}

function More({ fine, change, isDisclosed }: MoreProps) {
  const { t } = useTools().speech;
  return (
    <details class="more">
      <summary>{t("find.more")}</summary>
      <CriteriaFields criteria={fine} change={change} isDisclosed={isDisclosed} />
    </details>
  );
}

/** Gives it the focus where it was asked for: what was pressed to open it is gone. */
function useFocus(isAsked: boolean) {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isAsked) element.current?.focus();
  }, []);
  return element;
}

interface KindsProps {
  readonly choice: Choice;
  readonly change: (next: Pick<Choice, "kind">) => void;
  readonly isDisclosed: boolean;
}

function Kinds({ choice: { kind, fine }, change, isDisclosed }: KindsProps) {
  const { t, locale } = useTools().speech;
  const means = {
    strict: `${t("find.strict.means")}. ${t("find.strict.longer")}`,
    open: formatCriteria(locale.value, fine),
  };
  return (
    <fieldset>
      <legend class="only-read">{t("find.choice")}</legend>
      <div class="finds">
        {(["open", "strict"] as const).map((each) => (
          <label key={each} class="find">
            <input
              type="radio"
              name="kind"
              checked={kind === each}
              disabled={each === "strict" && !isDisclosed}
              onChange={() => change({ kind: each })}
            />
            <strong>{t(`find.${each}`)}</strong>
            <span>{means[each]}</span>
          </label>
        ))}
      </div>
      {!isDisclosed && <p class="quiet">{t("problem.sex_undisclosed")}</p>}
    </fieldset>
  );
}
