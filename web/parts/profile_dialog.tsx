// In the menu: one's birth date and sex, to be put right. Where the server refuses it, everything stays as it was.

import { useRef, useState } from "preact/hooks";
import type { Profile } from "../../actors/protocol.ts";
import { useTools } from "../context.ts";
import { entryOf } from "../entry.ts";
import { Act } from "./act.tsx";
import { closeAround, Dialog } from "./dialog.tsx";
import { EntryForm } from "./entry_form.tsx";

interface ProfileDialogProps {
  readonly profile: Profile;
  readonly close: () => void;
}

export function ProfileDialog({ profile, close }: ProfileDialogProps) {
  const { t } = useTools().speech;
  const [entry, change] = useState(() => entryOf(profile));
  const box = useRef<HTMLDivElement>(null);
  const done = () => box.current?.closest("dialog")?.close();
  return (
    <Dialog id="profile" title={t("menu.profile")} means="" close={close}>
      <div ref={box}>
        <EntryForm purpose="profile" entry={entry} change={change} done={done} />
      </div>
      <Act look="button secondary wide" act={closeAround}>{t("dialog.cancel")}</Act>
    </Dialog>
  );
}
