// What is asked in a chat before it is done: to leave the trio, to block a member, to report one.

import type { ComponentChildren } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import type { GroupId, Member } from "../../../protocol/domain.ts";
import type { Answer } from "../../net/api.ts";
import { usePlace } from "../../router.tsx";
import { AsyncButton } from "../../ui/async_button.tsx";
import { useTools } from "../../ui/context.ts";
import { closeAround, Dialog, DialogButtons } from "../../ui/dialog.tsx";
import { useProblem } from "../../ui/use_problem.tsx";
import { ReportDrafts, useChatUi } from "../chat_ui.ts";

/** A report's length in characters. */
const longest = 1_000;

export function ChatDialogs({ group }: { readonly group: GroupId }) {
  const { dialog } = useChatUi();
  const close = () => void (dialog.value = null);
  switch (dialog.value?.type) {
    case "quit":
      return <QuitDialog group={group} close={close} />;
    case "block":
      return <BlockDialog member={dialog.value.member} close={close} />;
    case "report":
      return <ReportDialog group={group} member={dialog.value.member} close={close} />;
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
  const quit = async () => {
    const problem = await session.quit(group);
    if (problem === null) route("/groups", true);
    else note(problem);
  };
  return (
    <Dialog id="quit" title={t("quit.title")} means={t("quit.means")} close={close}>
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
  const { session: { api }, speech: { t, markup } } = useTools();
  const { dialog } = useChatUi();
  const { isDone, refusal, act } = useAct(() => api.block(member.id));
  const name = member.username;
  return (
    <Dialog
      id="block"
      title={markup("block.title", { name })}
      means={isDone ? "" : t("block.means")}
      close={close}
    >
      <Outcome refusal={refusal} done={isDone ? markup("block.done", { name }) : null}>
        {member.leftAt === null && (
          <AsyncButton look="button danger" act={() => (dialog.value = { type: "quit" })}>
            {t("command.quit")}
          </AsyncButton>
        )}
      </Outcome>
      {!isDone && (
        <DialogButtons isGrave cancel={t("dialog.cancel")} confirm={t("block.confirm")} act={act} />
      )}
    </Dialog>
  );
}

function ReportDialog({ group, member, close }: MemberDialogProps & { readonly group: GroupId }) {
  const { session: { api }, speech: { t, markup } } = useTools();
  const { reason, write, forget } = useReportDraft(`${group} ${member.id}`);
  const words = reason.trim();
  const { isDone, refusal, act } = useAct(() => api.report(group, member.id, words));
  if (isDone) forget();
  const box = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    if (words !== "") await act();
    else box.current?.focus();
  };
  return (
    <Dialog
      id="report"
      title={markup("report.title", { name: member.username })}
      means={isDone ? "" : t("report.means")}
      close={close}
    >
      {!isDone && (
        <textarea
          ref={box}
          class="reason"
          rows={4}
          maxLength={longest}
          required
          aria-label={t("report.reason")}
          value={reason}
          onInput={(event) => write(event.currentTarget.value)}
        />
      )}
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
  const { refusal, take } = useProblem();
  const act = async () => {
    const answer = await run();
    setDone(answer.ok);
    take(answer);
  };
  return { isDone, refusal, act };
}

interface OutcomeProps {
  readonly refusal: ComponentChildren;
  /** What to say once it is done. */
  readonly done: ComponentChildren;
  /** What can be done next, besides closing. */
  readonly children?: ComponentChildren;
}

function Outcome({ refusal, done, children }: OutcomeProps) {
  const { t } = useTools().speech;
  return (
    <>
      {refusal}
      <div role="status">{done !== null && <p>{done}</p>}</div>
      {done !== null && (
        <div class="dialog-buttons">
          <AsyncButton look="button secondary" act={closeAround}>{t("app.close")}</AsyncButton>
          {children}
        </div>
      )}
    </>
  );
}
