// What one tells of oneself, in one dialog: it can wait until there is time for it.

import type { Profile, SelfDescription, UserId } from "../../protocol/domain.ts";
import { aboutFault } from "../../protocol/self_description.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { closeAround, Dialog } from "../ui/dialog.tsx";
import { FieldError } from "../ui/field_error.tsx";
import { useProblem } from "../ui/use_problem.tsx";
import { useDraft } from "./draft.ts";
import { InterestField } from "./interest_field.tsx";
import { LanguageField } from "./language_field.tsx";

interface AboutDialogProps {
  readonly profile: Profile;
  readonly close: () => void;
}

export function AboutDialog({ profile, close }: AboutDialogProps) {
  const { session, speech: { t } } = useTools();
  const user = session.state.peek().user?.id;
  if (user === undefined) return null;
  return (
    <Dialog id="about" title={t("about.title")} means={t("about.means")} close={close}>
      <AboutForm profile={profile} user={user} />
    </Dialog>
  );
}

interface AboutFormProps {
  readonly profile: Profile;
  readonly user: UserId;
}

function AboutForm({ profile, user }: AboutFormProps) {
  const { session } = useTools();
  const { draft, setWord, tell, drop } = useDraft(session.aboutDraft, user);
  const { refusal, note } = useProblem();
  const told: SelfDescription = { ...profile, ...draft.change };
  const { languages, interests } = told;
  const about = told.about?.trim() || null;
  const isWrong = about !== null && aboutFault(about) !== null;
  const save = async () => {
    const { birthDate, sex } = profile;
    const problem = await session.saveProfile({ birthDate, sex, languages, interests, about });
    if (problem !== null) return note(problem);
    drop();
    // The only one: nothing under an open dialog can open another.
    document.querySelector("dialog")?.close();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isWrong) void save();
  };
  return (
    <form class="about" onSubmit={submit}>
      <InterestField
        chosen={interests}
        choose={(interests) => tell({ interests })}
        word={draft.word}
        setWord={setWord}
      />
      <LineField value={told.about ?? ""} isWrong={isWrong} set={(about) => tell({ about })} />
      <LanguageField chosen={languages} choose={(languages) => tell({ languages })} />
      {refusal}
      <Buttons drop={drop} isWrong={isWrong} />
    </form>
  );
}

interface ButtonsProps {
  /** Forgets what was begun. */
  readonly drop: () => void;
  readonly isWrong: boolean;
}

function Buttons({ drop, isWrong }: ButtonsProps) {
  const { t } = useTools().speech;
  const cancel = (event: { readonly currentTarget: Element }) => {
    drop();
    closeAround(event);
  };
  return (
    <div class="dialog-buttons">
      <AsyncButton look="button secondary" act={cancel}>{t("dialog.cancel")}</AsyncButton>
      <button type="submit" class="button" disabled={isWrong}>{t("about.save")}</button>
    </div>
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
