// While one waits there is time: an invitation to say what one likes, and a language that would
// help.

import { useState } from "preact/hooks";
import type { Profile, Ticket } from "../../protocol/domain.ts";
import { languagesLength } from "../../protocol/self_description.ts";
import { languageName } from "../i18n/language_name.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { AboutDialog } from "./about_dialog.tsx";

interface InvitationProps {
  readonly ticket: Ticket;
  readonly profile: Profile;
}

export function Invitation({ ticket, profile }: InvitationProps) {
  const { t } = useTools().speech;
  const [isOpen, setOpen] = useState(false);
  // Stays open after the first word was saved, and is gone with the next drawing of the card.
  const isAsked = profile.interests.length === 0 || isOpen;
  return (
    <>
      <LanguageHints ticket={ticket} profile={profile} />
      {isAsked && (
        <div class="about-invitation">
          <p>
            <strong>{t("about.invite")}</strong> <span class="quiet">{t("about.inviteMeans")}</span>
          </p>
          <AsyncButton look="button secondary" act={() => setOpen(true)}>
            {t("about.inviteAction")}
          </AsyncButton>
        </div>
      )}
      {isOpen && <AboutDialog profile={profile} close={() => setOpen(false)} />}
    </>
  );
}

/**
 * What would help at once: to speak one language more. Of partners both would have to, and whoever
 * has five takes no more.
 */
function LanguageHints({ ticket, profile }: InvitationProps) {
  const { session, speech: { t, locale } } = useTools();
  const { refusal, note } = useProblem();
  const { birthDate, sex, languages } = profile;
  const mayAdd = ticket.with === undefined && languages.length < languagesLength.most;
  const hints = (mayAdd && ticket.hints || []).flatMap((hint) =>
    "language" in hint ? [hint.language] : []
  );
  const add = async (language: string) => {
    const next = [...languages, language];
    note(await session.saveProfile({ birthDate, sex, languages: next }));
  };
  if (hints.length === 0) return null;
  return (
    <div class="hints">
      {hints.map((language) => (
        <AsyncButton
          key={language}
          look="button secondary"
          act={() => add(language)}
        >
          {t("wait.hintLanguage", { language: languageName(locale.value, language) })}
        </AsyncButton>
      ))}
      {refusal}
    </div>
  );
}
