// What can be asked about a member and is not done at once: to be kept apart from them for good,
// and to tell of them.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { GroupId, Member } from "../../../protocol/domain.ts";
import type { Answer } from "../../net/api.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { closeAround, Dialog, DialogButtons } from "../../ui/dialog.tsx";
import { useProblem } from "../../ui/use_problem.tsx";

/** A report's length in characters. */
const longest = 1_000;

export function MemberDialogs({ group }: { readonly group: GroupId }) {
  const { asking } = useChatUi();
  if (asking.value === null) return null;
  const { type, member } = asking.value;
  const close = () => void (asking.value = null);
  return type === "block"
    ? <BlockDialog member={member} close={close} />
    : <ReportDialog group={group} member={member} close={close} />;
}

interface MemberDialogProps {
  readonly member: Member;
  readonly close: () => void;
}

function BlockDialog({ member, close }: MemberDialogProps) {
  const { session: { relations }, speech: { t } } = useTools();
  const { isQuitting } = useChatUi();
  const { done, refusal, act } = useAct(() => relations.block(member.id));
  const name = member.username;
  const leave = () => {
    close();
    isQuitting.value = true;
  };
  return (
    <Dialog
      id="block"
      title={t("block.title", { name })}
      means={done ? "" : t("block.means")}
      close={close}
    >
      <Outcome refusal={refusal} done={done ? t("block.done", { name }) : null}>
        {member.leftAt === null && (
          <AsyncButton look="button danger" act={leave}>{t("command.quit")}</AsyncButton>
        )}
      </Outcome>
      {!done && (
        <DialogButtons isGrave cancel={t("dialog.cancel")} confirm={t("block.confirm")} act={act} />
      )}
    </Dialog>
  );
}

function ReportDialog({ group, member, close }: MemberDialogProps & { readonly group: GroupId }) {
  const { session: { relations }, speech: { t } } = useTools();
  const [reason, setReason] = useState("");
  const words = reason.trim();
  const { done, refusal, act } = useAct(() => relations.report(group, member.id, words));
  const box = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    if (words !== "") await act();
    else box.current?.focus();
  };
  return (
    <Dialog
      id="report"
      title={t("report.title", { name: member.username })}
      means={done ? "" : t("report.means")}
      close={close}
    >
      {!done && (
        <textarea
          ref={box}
          class="reason"
          rows={4}
          maxLength={longest}
          required
          aria-label={t("report.reason")}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      )}
      <Outcome refusal={refusal} done={done ? t("report.done") : null} />
      {!done && <DialogButtons cancel={t("dialog.cancel")} confirm={t("report.send")} act={send} />}
    </Dialog>
  );
}

/** Does something once and keeps how it went. */
function useAct(run: () => Promise<Answer<null>>) {
  const [done, setDone] = useState(false);
  const { refusal, take } = useProblem();
  const act = async () => {
    const answer = await run();
    setDone(answer.ok);
    take(answer);
  };
  return { done, refusal, act };
}

interface OutcomeProps {
  readonly refusal: ComponentChildren;
  /** What to say once it is done. */
  readonly done: string | null;
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
