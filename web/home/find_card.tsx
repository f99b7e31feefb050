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

type Kind = Choice["kind"];

interface FindCardProps {
  readonly duo: DuoState;
  /** Whether the user has just opened it. */
  readonly isAsked: boolean;
}

export function FindCard({ duo, isAsked }: FindCardProps) {
  const { session, speech: { t } } = useTools();
  const isDisclosed = useSelector((state) => state.profile?.sex !== null);
  const [first] = useState(() => choiceOf(session.state.peek().lastCriteria, isDisclosed));
  const [kind, setKind] = useState(first.kind);
  const [fine, setFine] = useState(first.fine);
  const [bots, setBots] = useState(first.bots);
  const { refusal, note } = useProblem();
  const Title = useTitle();
  const [isBusy, setBusy] = useState(false);
  const find = async () => {
    setBusy(true);
    session.homeNote.value = null;
    const problem = await session.ticket.place(
      lettingIn(kind === "strict" ? strict : fine, bots),
    );
    setBusy(false);
    note(problem);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    void find();
  };
  return (
    <section class="card">
      <Title ref={useFocus(isAsked)} tabIndex={-1}>{t("find.title")}</Title>
      <form onSubmit={submit}>
        <Kinds kind={kind} choose={setKind} fine={fine} isDisclosed={isDisclosed} />
        {kind === "open" && (
          <details class="more">
            <summary>{t("find.more")}</summary>
            <CriteriaFields criteria={fine} change={setFine} isDisclosed={isDisclosed} />
          </details>
        )}
        <Tick isOn={bots} set={setBots}>{t("find.bots")}</Tick>
        {refusal}
        <button type="submit" class="button wide" disabled={isBusy}>
          {t(duo.partner === null ? "find.action" : "find.actionTwo")}
        </button>
      </form>
      <Duo duo={duo} />
    </section>
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
  readonly kind: Kind;
  readonly choose: (kind: Kind) => void;
  readonly fine: Criteria;
  readonly isDisclosed: boolean;
}

function Kinds({ kind, choose, fine, isDisclosed }: KindsProps) {
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
              onChange={() => choose(each)}
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
