// What is known of a user: since when they are here, reports, decisions, and a suspension that can
// be lifted.

import { useEffect, useState } from "preact/hooks";
import type { User } from "../../protocol/domain.ts";
import type { UserHistory as History } from "../../protocol/moderation.ts";
import type { Problem } from "../../client/net/api.ts";
import { formatDate } from "../i18n/format.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { useSelector } from "../ui/use_selector.ts";
import { ActDetails, DecisionWords } from "./decision_words.tsx";
import { NoteField } from "./note_field.tsx";
import { useModerationApi } from "./use_moderation.ts";

interface UserHistoryProps {
  readonly user: User;
  /** The decision that is told elsewhere beside this. */
  readonly except?: string | undefined;
}

export function UserHistory({ user, except }: UserHistoryProps) {
  const { t, markup } = useTools().speech;
  const api = useModerationApi();
  const [history, setHistory] = useState<History | null>(null);
  const [isLifted, setLifted] = useState(false);
  const { refusal, take } = useProblem();
  const reports = useSelector((state) => state.reports);
  const load = async () => {
    const loaded = take(await api.user(user.id));
    if (loaded !== null) setHistory(loaded);
  };
  useEffect(() => void load(), [reports]);
  const lift = async (note: string) => {
    const answer = await api.lift(user.id, note);
    if (!answer.ok) return answer.problem;
    setLifted(true);
    await load();
    return null;
  };
  return (
    <div class="moderation-part">
      <h3>{markup("moderation.history", { name: user.username })}</h3>
      {history !== null && <Facts history={history} except={except} />}
      <div role="status">{isLifted && <p class="note">{t("moderation.lifted")}</p>}</div>
      {history?.suspended && <Lift lift={lift} />}
      {refusal}
    </div>
  );
}

interface FactsProps extends Pick<UserHistoryProps, "except"> {
  readonly history: History;
}

function Facts({ history, except }: FactsProps) {
  const { t, locale } = useTools().speech;
  const { user, createdAt, reports, decisions, suspended, suspendedUntil } = history;
  const time = (at: string) => formatDate(locale.value, at);
  const others = decisions.filter(({ id }) => id !== except);
  return (
    <>
      <p class="why">
        {t("moderation.since", { time: time(createdAt) })}
        {" · "}
        {t("moderation.about", { count: reports.about })}
        {" · "}
        {t("moderation.told", { count: reports.by })}
      </p>
      {suspended && (
        <p>
          <strong>
            {suspendedUntil === null
              ? t("moderation.suspendedForGood")
              : t("moderation.suspendedUntil", { time: time(suspendedUntil) })}
          </strong>
        </p>
      )}
      {decisions.length === 0 ? <p class="why">{t("moderation.noDecisions")}</p> : (
        <ul class="rows">
          {others.map((decision) => (
            <li key={decision.id} class="moderation-decision">
              <DecisionWords decision={decision} about={user} />
              <ActDetails act={decision} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface LiftProps {
  readonly lift: (note: string) => Promise<Problem | null>;
}

/** Asked for a note first. */
function Lift({ lift }: LiftProps) {
  const { t } = useTools().speech;
  const [isOpen, setOpen] = useState(false);
  const [note, setNote] = useState("");
  const [isMissing, setMissing] = useState(false);
  const { refusal, note: tell } = useProblem();
  if (!isOpen) {
    return (
      <AsyncButton look="button secondary" act={() => setOpen(true)}>
        {t("moderation.lift")}
      </AsyncButton>
    );
  }
  const send = async () => {
    setMissing(note.trim() === "");
    if (note.trim() !== "") tell(await lift(note.trim()));
  };
  return (
    <>
      <NoteField
        id="lift"
        label={t("moderation.liftNote")}
        value={note}
        set={setNote}
        isMissing={isMissing}
      />
      {refusal}
      <AsyncButton look="button" act={send}>{t("moderation.lift")}</AsyncButton>
    </>
  );
}
