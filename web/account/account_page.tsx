// The account's page: who one is, what one has chosen, how and where one is logged in, one's data,
// and the end of all that.

import { useState } from "preact/hooks";
import { AsyncButton } from "../ui/async_button.tsx";
import { useTools } from "../ui/context.ts";
import { Section } from "./section.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { onDemand } from "../ui/on_demand.tsx";
import { useSelector } from "../ui/use_selector.ts";
import { BlockedPeople } from "./blocked_people.tsx";
import { Deletion } from "./deletion.tsx";
import { MyData } from "./my_data.tsx";
import { OpenSessions } from "./open_sessions.tsx";
import { OwnReports } from "./own_reports.tsx";
import { Passkeys } from "./passkey_list.tsx";
import { PasswordChange } from "./password_change.tsx";
import { ProfileDialog } from "./profile_dialog.tsx";
import { RecoveryCodes } from "./recovery_codes.tsx";
import { Alerts, ThemeSwitch } from "./settings.tsx";
import { Sharing } from "./sharing.tsx";
import { ApiTokens } from "./token_list.tsx";

const AboutDialog = onDemand(async () => (await import("../about/about_dialog.tsx")).AboutDialog, {
  texts: "about",
});

export function AccountPage() {
  const { t } = useTools().speech;
  const user = useSelector((state) => state.user);
  const [ends, setEnds] = useState(0);
  return (
    <div class="page">
      <TopBar />
      <main class="column account" tabIndex={-1}>
        <h1>{t("account.title")}</h1>
        <Section title={<bdi translate={false}>{user?.username}</bdi>}>
          <OwnProfile />
        </Section>
        <Section title={t("account.preferences")}>
          <ThemeSwitch />
          <Alerts />
          <Sharing />
        </Section>
        <Section title={t("account.signIn")}>
          <PasswordChange changed={() => setEnds((count) => count + 1)} />
          <Passkeys />
          <RecoveryCodes />
        </Section>
        <Section title={t("account.sessions")}>
          <OpenSessions key={ends} />
        </Section>
        <Section title={t("account.tokens")}>
          <ApiTokens key={ends} />
        </Section>
        <Section title={t("account.blocked")}>
          <BlockedPeople />
        </Section>
        <OwnData />
        <Section title={t("account.delete")} isParting>
          <Deletion />
        </Section>
      </main>
    </div>
  );
}

function OwnData() {
  const { t } = useTools().speech;
  return (
    <Section title={t("account.data")}>
      <p class="why">{t("account.data.means")}</p>
      <MyData />
      <OwnReports />
    </Section>
  );
}

function OwnProfile() {
  const { t } = useTools().speech;
  const profile = useSelector((state) => state.profile);
  const [open, setOpen] = useState<"facts" | "about" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <p class="why">{t("account.profile.means")}</p>
      <div class="wait-actions">
        <AsyncButton look="button secondary" act={() => setOpen("facts")}>
          {t("account.profile")}
        </AsyncButton>
        <AsyncButton look="button secondary" act={() => setOpen("about")}>
          {t("account.about")}
        </AsyncButton>
      </div>
      {open === "facts" && profile !== null && <ProfileDialog profile={profile} close={close} />}
      {open === "about" && profile !== null && <AboutDialog profile={profile} close={close} />}
    </>
  );
}
