// Recovery codes: made anew with the password, shown this once, to be copied or taken as a file.

import { useState } from "preact/hooks";
import type { FormValues } from "../enter/form_model.ts";
import { saveFile } from "../platform/save_file.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { closeAround, Dialog } from "../ui/dialog.tsx";
import { useSelector } from "../ui/use_selector.ts";
import { CopyButton } from "./copy_button.tsx";
import { FormDialog } from "./form_dialog.tsx";
import { Subsection } from "./section.tsx";
import { useAccountApi, useList } from "./use_account.ts";

type Stage =
  | { readonly type: "closed" | "open" }
  | { readonly type: "shown"; readonly codes: readonly string[] };

export function RecoveryCodes() {
  const { t } = useTools().speech;
  const api = useAccountApi();
  const { list, refusal, reload } = useList(api.recoveryCodes);
  const [stage, setStage] = useState<Stage>({ type: "closed" });
  // Until it is known, as if there were some: then they are replaced.
  const left = list?.left ?? null;
  const make = t(left === 0 ? "account.recovery.makeFirst" : "account.recovery.make");
  const send = async ({ current }: FormValues) => {
    const answer = await api.makeRecoveryCodes(current);
    if (!answer.ok) return answer.problem;
    setStage({ type: "shown", codes: answer.value.codes });
    void reload();
    return null;
  };
  const close = (from: Stage["type"]) => () =>
    setStage((now) => now.type === from ? { type: "closed" } : now);
  return (
    <Subsection title={t("account.recovery")}>
      <p class="why">{t("account.recovery.means")}</p>
      {left !== null && <Left count={left} />}
      {refusal}
      <AsyncButton look="button secondary" act={() => setStage({ type: "open" })}>
        {make}
      </AsyncButton>
      {stage.type === "open" && (
        <FormDialog
          id="recovery"
          title={make}
          means={left === 0 ? "" : t("account.recovery.replaces")}
          purpose="confirm"
          action="account.confirm"
          send={send}
          close={close("open")}
        />
      )}
      {stage.type === "shown" && <Codes codes={stage.codes} close={close("shown")} />}
    </Subsection>
  );
}

function Left({ count }: { readonly count: number }) {
  const { t } = useTools().speech;
  const text = count === 0 ? t("account.recovery.none") : t("account.recovery.left", { count });
  return <p class="why">{text}</p>;
}

interface CodesProps {
  readonly codes: readonly string[];
  readonly close: () => void;
}

function Codes({ codes, close }: CodesProps) {
  const { t } = useTools().speech;
  const name = useSelector((state) => state.user?.username) ?? "";
  const text = `${t("account.recovery.file", { name })}\n\n${codes.join("\n")}\n`;
  return (
    <Dialog
      id="codes"
      title={t("account.recovery")}
      means={t("account.recovery.once")}
      close={close}
    >
      <ol class="codes" translate={false}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="dialog-buttons">
        <CopyButton text={text} />
        <AsyncButton
          look="button secondary"
          act={() => saveFile("trio-recovery-codes.txt", "text/plain", text)}
        >
          {t("account.recovery.download")}
        </AsyncButton>
        <AsyncButton look="button" act={closeAround}>{t("account.recovery.done")}</AsyncButton>
      </div>
    </Dialog>
  );
}
