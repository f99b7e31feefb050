// Asks once before leaving a trio for good.

import type { Problem } from "../../net/api.ts";
import { useTools } from "../../ui/context.ts";
import { Dialog, DialogButtons } from "../../ui/dialog.tsx";
import { useProblem } from "../../ui/use_problem.tsx";

interface QuitDialogProps {
  /** Leaves; null when that is done. */
  readonly quit: () => Promise<Problem | null>;
  readonly close: () => void;
}

export function QuitDialog({ quit, close }: QuitDialogProps) {
  const { t } = useTools().speech;
  const { refusal, note } = useProblem();
  const confirm = async () => {
    const refused = await quit();
    if (refused !== null) note(refused);
  };
  return (
    <Dialog id="quit" title={t("quit.title")} means={t("quit.means")} close={close}>
      {refusal}
      <DialogButtons isGrave cancel={t("quit.cancel")} confirm={t("quit.confirm")} act={confirm} />
    </Dialog>
  );
}
