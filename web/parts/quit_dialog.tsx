// Asks once before leaving a trio for good.

import { useState } from "preact/hooks";
import type { Problem } from "../api.ts";
import { useTools } from "../context.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { problemText } from "../problems.ts";
import { Dialog, DialogButtons } from "./dialog.tsx";

interface QuitDialogProps {
  /** Leaves; null when that is done. */
  readonly quit: () => Promise<Problem | null>;
  readonly close: () => void;
}

export function QuitDialog({ quit, close }: QuitDialogProps) {
  const { t } = useTools().speech;
  const [problem, setProblem] = useState<PlainKey | null>(null);
  const confirm = async () => {
    const refused = await quit();
    if (refused !== null) setProblem(problemText(refused.code));
  };
  return (
    <Dialog id="quit" title={t("quit.title")} means={t("quit.means")} close={close}>
      <div role="alert">{problem !== null && <p class="error">{t(problem)}</p>}</div>
      <DialogButtons isGrave cancel={t("quit.cancel")} confirm={t("quit.confirm")} act={confirm} />
    </Dialog>
  );
}
