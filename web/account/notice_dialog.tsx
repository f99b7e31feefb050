// What a moderator says to the user, in front of every page until they have read it. Closed without
// that, it is there again at the next start.

import { useState } from "preact/hooks";
import type { Notice } from "../../protocol/moderation.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useProblem } from "../ui/use_problem.tsx";

export function NoticeDialog({ notice }: { readonly notice: Notice }) {
  const { session, speech: { t } } = useTools();
  const [closed, setClosed] = useState<string | null>(null);
  const { refusal, note } = useProblem();
  if (closed === notice.id) return null;
  const read = async () => note(await session.readNotice(notice.id));
  return (
    <Dialog
      key={notice.id}
      id="notice"
      title={t("notice.title")}
      means=""
      close={() => setClosed(notice.id)}
    >
      <p class="written" dir="auto">{notice.text}</p>
      {refusal}
      <div class="dialog-buttons">
        <AsyncButton look="button" act={read}>{t("notice.done")}</AsyncButton>
      </div>
    </Dialog>
  );
}
