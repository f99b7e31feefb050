// Where a user corrects their birth date and sex. A refused change changes nothing.

import { useState } from "preact/hooks";
import type { Profile } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { entryOf } from "../enter/form_model.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { closeAround, Dialog } from "../ui/dialog.tsx";
import { EntryForm } from "../enter/entry_form.tsx";

interface ProfileDialogProps {
  readonly profile: Profile;
  readonly close: () => void;
}

export function ProfileDialog({ profile, close }: ProfileDialogProps) {
  const { t } = useTools().speech;
  const [entry, change] = useState(() => entryOf(profile));
  // The only one: nothing under an open dialog can open another.
  const done = () => document.querySelector("dialog")?.close();
  return (
    <Dialog id="profile" title={t("account.profile")} means="" close={close}>
      <EntryForm purpose="profile" entry={entry} change={change} action="chat.save" done={done} />
      <AsyncButton look="button secondary wide" act={closeAround}>{t("dialog.cancel")}</AsyncButton>
    </Dialog>
  );
}
