// Asks once before leaving a trio for good.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../api.ts";
import { useTools } from "../context.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { problemText } from "../problems.ts";

interface QuitDialogProps {
  /** Leaves; null when that is done. */
  readonly quit: () => Promise<Problem | null>;
  readonly close: () => void;
}

export function QuitDialog({ quit, close }: QuitDialogProps) {
  const { t } = useTools().speech;
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<PlainKey | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async () => {
    const refused = await quit();
    if (refused !== null) setProblem(problemText(refused.code));
  };
  return (
    <dialog
      ref={dialog}
      class="card"
      aria-labelledby="quit-title"
      aria-describedby="quit-means"
      onClose={close}
    >
      <h2 id="quit-title">{t("quit.title")}</h2>
      <p id="quit-means">{t("quit.means")}</p>
      <div role="alert">{problem !== null && <p class="error">{t(problem)}</p>}</div>
      <div class="dialog-buttons">
        <button type="button" class="button secondary" onClick={() => dialog.current?.close()}>
          {t("quit.cancel")}
        </button>
        <button type="button" class="button danger" onClick={() => void confirm()}>
          {t("quit.confirm")}
        </button>
      </div>
    </dialog>
  );
}
