// What lies over a chat: the search, what is told of a member, and what is asked before it is done:
// to leave the trio, to block a member, to report one.

import type { ComponentChildren } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import type { GroupId, Member } from "../../../protocol/domain.ts";
import type { ShownText } from "../../../protocol/log.ts";
import { reasonLength } from "../../../protocol/rules.ts";
import type { Answer } from "../../../client/net/api.ts";
import { usePlace } from "../../router.tsx";
import { countOthers } from "../../state/members.ts";
import { groupsWith } from "../../../client/state/state.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { useTools } from "../../ui/context.ts";
import { closeAround, Dialog, DialogButtons } from "../../ui/dialog.tsx";
import { Tick } from "../../ui/tick.tsx";
import { useProblem } from "../../ui/use_problem.tsx";
import { useSelector } from "../../ui/use_selector.ts";
import { SearchDialog } from "../search_dialog.tsx";
import { ReportDrafts, useChatUi } from "../chat_ui.ts";
import { PersonCard } from "./person_card.tsx";
import { countWitnesses } from "./witnesses.ts";

export function ChatDialogs({ group }: { readonly group: GroupId }) {
  const { dialog } = useChatUi();
  const close = () => void (dialog.value = null);
  switch (dialog.value?.type) {
    case "search":
      return <SearchDialog group={group} close={close} />;
    case "person":
      return <PersonCard group={group} user={dialog.value.user} close={close} />;
    case "quit":
      return <QuitDialog group={group} close={close} />;
    case "block":
      return <BlockDialog member={dialog.value.member} close={close} />;
    case "report": {
      const { member, text } = dialog.value;
      return <ReportDialog group={group} member={member} text={text} close={close} />;
    }
    case undefined:
      return null;
  }
}

interface QuitDialogProps {
  readonly group: GroupId;
  readonly close: () => void;
}

function QuitDialog({ group, close }: QuitDialogProps) {
  const { session, speech: { t } } = useTools();
  const { route } = usePlace();
  const { refusal, note } = useProblem();
  const count = useSelector((state) => countOthers(state.groups.get(group)?.group));
  const means = [count > 0 && t("quit.seen", { count }), t("quit.means")].filter(Boolean).join(" ");
  const quit = async () => {
    const problem = await session.quit(group);
    if (problem === null) route("/groups", true);
    else note(problem);
  };
  return (
    <Dialog id="quit" title={t("quit.title")} means={means} close={close}>
      {refusal}
      <DialogButtons isGrave cancel={t("quit.cancel")} confirm={t("quit.confirm")} act={quit} />
    </Dialog>
  );
}

interface MemberDialogProps {
  readonly member: Member;
  readonly close: () => void;
}

function BlockDialog({ member, close }: MemberDialogProps) {
  const { session, speech: { t, markup } } = useTools();
  const { route } = usePlace();
  const isTogether = useSelector((state) => groupsWith(state, member.id).length > 0);
  const [leaves, setLeaves] = useState(true);
  const { isDone, refusal, act, note } = useAct(() => session.api.block(member.id, false));
  const name = member.username;
  const block = async () => {
    if (!isTogether || !leaves) return await act();
    const problem = await session.blockAndLeave(member);
    if (problem === null) route("/groups", true);
    else note(problem);
  };
  return (
    <Dialog
      id="block"
      title={markup("block.title", { name })}
      means={isDone ? "" : t("block.means")}
      close={close}
    >
      {!isDone && isTogether && <LeaveChoice member={member} leaves={leaves} set={setLeaves} />}
      <Outcome refusal={refusal} done={isDone ? markup("block.done", { name }) : null} />
      {!isDone && (
        <DialogButtons
          isGrave
          cancel={t("dialog.cancel")}
          confirm={t(isTogether && leaves ? "block.confirmLeave" : "block.confirm")}
          act={block}
        />
      )}
    </Dialog>
  );
}

interface LeaveChoiceProps {
  readonly member: Member;
  readonly leaves: boolean;
  readonly set: (leaves: boolean) => void;
}

/** Whether the groups with the blocked member are left, and what that means. */
function LeaveChoice({ member: { id, username: name }, leaves, set }: LeaveChoiceProps) {
  const { t, markup } = useTools().speech;
  const count = useSelector((state) => countWitnesses(state, id));
  return (
    <div>
      <Tick isOn={leaves} set={set}>{markup("block.leave", { name })}</Tick>
      <p class="why">
        {leaves ? `${t("quit.seen", { count })} ${t("block.leaveMeans")}` : t("block.stayMeans")}
      </p>
    </div>
  );
}

interface ReportDialogProps extends MemberDialogProps {
  readonly group: GroupId;
  /** The message that is reported. */
  readonly text: ShownText | undefined;
}

function ReportDialog({ group, member, text, close }: ReportDialogProps) {
  const { session: { api }, speech: { t, markup } } = useTools();
  const { reason, write, forget } = useReportDraft(`${group} ${member.id} ${text?.seq ?? ""}`);
  const words = reason.trim();
  const about = { group, user: member.id, reason: words, ...text && { seq: text.seq } };
  const { isDone, refusal, act } = useAct(() => api.report(about));
  if (isDone) forget();
  const box = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    if (words !== "") await act();
    else box.current?.focus();
  };
  return (
    <Dialog
      id="report"
      title={markup(text ? "report.titleMessage" : "report.title", { name: member.username })}
      means={isDone ? "" : t(text ? "report.meansMessage" : "report.means")}
      close={close}
    >
      {!isDone && text && <blockquote class="quoted" dir="auto">{text.text}</blockquote>}
      {!isDone && (
        <textarea
          ref={box}
          class="reason"
          rows={4}
          maxLength={reasonLength}
          required
          aria-label={t("report.reason")}
          value={reason}
          onInput={(event) => write(event.currentTarget.value)}
        />
      )}
      {!isDone && <p class="why">{t("report.asItIs")}</p>}
      <Outcome refusal={refusal} done={isDone ? t("report.done") : null} />
      {!isDone && (
        <DialogButtons cancel={t("dialog.cancel")} confirm={t("report.send")} act={send} />
      )}
    </Dialog>
  );
}

/** What was written of a report, also when its dialog was closed meanwhile. */
function useReportDraft(key: string) {
  const drafts = useContext(ReportDrafts);
  const [reason, setReason] = useState(drafts.get(key) ?? "");
  const write = (text: string) => {
    drafts.set(key, text);
    setReason(text);
  };
  return { reason, write, forget: () => drafts.delete(key) };
}

/** Does something, and remembers whether it was done. */
function useAct(run: () => Promise<Answer<null>>) {
  const [isDone, setDone] = useState(false);
  const { refusal, take, note } = useProblem();
  const act = async () => {
    const answer = await run();
    setDone(answer.ok);
    take(answer);
  };
  return { isDone, refusal, act, note };
}

interface OutcomeProps {
  readonly refusal: ComponentChildren;
  /** What to say once it is done. */
  readonly done: ComponentChildren;
}

function Outcome({ refusal, done }: OutcomeProps) {
  const { t } = useTools().speech;
  return (
    <>
      {refusal}
      <div role="status">{done !== null && <p>{done}</p>}</div>
      {done !== null && (
        <div class="dialog-buttons">
          <AsyncButton look="button secondary" act={closeAround}>{t("app.close")}</AsyncButton>
        </div>
      )}
    </>
  );
}
