// What one tells of oneself, in one dialog: it can wait until there is time for it.

import { useState } from "preact/hooks";
import type { Profile, SelfDescription } from "../../protocol/domain.ts";
import { aboutFault } from "../../protocol/self_description.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { closeAround, Dialog } from "../ui/dialog.tsx";
import { FieldError } from "../ui/field_error.tsx";
import { useProblem } from "../ui/use_problem.tsx";
import { InterestField } from "./interest_field.tsx";
import { LanguageField } from "./language_field.tsx";

interface AboutDialogProps {
  readonly profile: Profile;
  readonly close: () => void;
}

export function AboutDialog({ profile, close }: AboutDialogProps) {
  const { t } = useTools().speech;
  return (
    <Dialog id="about" title={t("about.title")} means={t("about.means")} close={close}>
      <AboutForm profile={profile} />
    </Dialog>
  );
}

function AboutForm({ profile }: Pick<AboutDialogProps, "profile">) {
  const { session, speech: { t } } = useTools();
  const [told, setTold] = useState<SelfDescription>(profile);
  const { refusal, note } = useProblem();
  const set = (change: Partial<SelfDescription>) => setTold((now) => ({ ...now, ...change }));
  const { languages, interests } = told;
  const about = told.about?.trim() || null;
  const isWrong = about !== null && aboutFault(about) !== null;
  const save = async () => {
    const { birthDate, sex } = profile;
    const problem = await session.saveProfile({ birthDate, sex, languages, interests, about });
    // The only one: nothing under an open dialog can open another.
    if (problem === null) document.querySelector("dialog")?.close();
    else note(problem);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isWrong) void save();
  };
  return (
    <form class="about" onSubmit={submit}>
      <InterestField chosen={interests} choose={(interests) => set({ interests })} />
      <LineField value={told.about ?? ""} isWrong={isWrong} set={(about) => set({ about })} />
      <LanguageField chosen={languages} choose={(languages) => set({ languages })} />
      {refusal}
      <div class="dialog-buttons">
        <AsyncButton look="button secondary" act={closeAround}>{t("dialog.cancel")}</AsyncButton>
        <button type="submit" class="button" disabled={isWrong}>{t("about.save")}</button>
      </div>
    </form>
  );
}

interface LineFieldProps {
  readonly value: string;
  readonly isWrong: boolean;
  readonly set: (value: string) => void;
}

function LineField({ value, isWrong, set }: LineFieldProps) {
  const { t } = useTools().speech;
  return (
    <div class="field">
      <label for="field-about">{t("about.line")}</label>
      <div class="input">
        <input
          id="field-about"
          type="text"
          dir="auto"
          value={value}
          aria-invalid={isWrong}
          aria-describedby="field-about-error field-about-why"
          onInput={(event) => set(event.currentTarget.value)}
        />
      </div>
      <FieldError id="field-about-error" wrong={isWrong ? "about.line.wrong" : undefined} />
      <p id="field-about-why" class="why">{t("about.line.why")}</p>
    </div>
  );
}
