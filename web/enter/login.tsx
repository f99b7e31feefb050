// The first page: what Trio is, with a made-up talk, and a card to log in, to create an account, or
// to fill in a profile.

import { useState } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { emptyForm, type Purpose } from "./form_model.ts";
import { EntryForm, type EntryFormProps } from "./entry_form.tsx";
import { AsyncButton } from "../ui/async_button.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { suspendedText } from "../ui/problems.ts";
import { useProblem } from "../ui/use_problem.tsx";
import { hasPasskeys } from "../platform/has_passkeys.ts";
import { onDemand } from "../ui/on_demand.tsx";
import { usePlace } from "../router.tsx";

/** A file of its own: the form does not wait for it. */
const ExampleTalk = onDemand(async () => (await import("./example_talk.tsx")).ExampleTalk, {
  texts: "talk",
});

export function Login() {
  return (
    <div class="page">
      <TopBar />
      <main class="enter" tabIndex={-1}>
        <Hero />
        <Card />
        <div class="example">
          <ExampleTalk />
        </div>
      </main>
    </div>
  );
}

function Hero() {
  const { speech } = useTools();
  return (
    <section class="hero">
      <h1>{speech.t("app.promise")}</h1>
      <p class="explain">{speech.t("app.point.match")}</p>
      <ul class="points">
        <li>{speech.t("app.point.match")}</li>
        <li>{speech.t("app.point.three")}</li>
        <li>{speech.t("app.point.stay")}</li>
      </ul>
    </section>
  );
}

function Card() {
  const { session, speech } = useTools();
  const isInvited = usePlace().params["token"] !== undefined;
  const [purpose, setPurpose] = useState<Purpose>(session.isKnownPlace ? "logIn" : "signUp");
  const [entry, setEntry] = useState(emptyForm);
  const user = session.state.value.user;
  if (user !== null) {
    return (
      <section class="card">
        {isInvited && <p class="note">{speech.t("invite.enter")}</p>}
        <h2>{speech.markup("enter.welcome", { name: user.username })}</h2>
        <EntryForm key="profile" purpose="profile" entry={entry} change={setEntry} />
      </section>
    );
  }
  // A guess is no password to come, nor the other way round.
  const turn = (to: Purpose) => {
    setEntry((now) => ({ ...now, password: "" }));
    setPurpose(to);
  };
  if (purpose === "recovery") {
    return <Recovery entry={entry} change={setEntry} back={() => turn("logIn")} />;
  }
  const tabs = [
    { id: "logIn", label: speech.t("enter.logIn") },
    { id: "signUp", label: speech.t("enter.signUp") },
  ] as const;
  return (
    <section class="card">
      {isInvited && <p class="note">{speech.t("invite.enter")}</p>}
      <LastEnd />
      <Tabs tabs={tabs} chosen={purpose} choose={setPurpose} label={speech.t("app.title")}>
        <EntryForm key={purpose} purpose={purpose} entry={entry} change={setEntry} />
        {purpose === "logIn" && <OtherWays recover={() => turn("recovery")} />}
      </Tabs>
    </section>
  );
}

interface RecoveryProps extends Pick<EntryFormProps, "entry" | "change"> {
  readonly back: () => void;
}

/** The way in for who has kept a recovery code. */
function Recovery({ entry, change, back }: RecoveryProps) {
  const { t } = useTools().speech;
  return (
    <section class="card">
      <h2>{t("enter.recoverTitle")}</h2>
      <EntryForm purpose="recovery" entry={entry} change={change} />
      <AsyncButton look="button secondary wide" act={back}>{t("enter.back")}</AsyncButton>
    </section>
  );
}

/** What there is to say of how the last session ended. */
function LastEnd() {
  const { session, speech: { t, locale } } = useTools();
  const end = session.lastEnd.value;
  if (end === null) return null;
  const text = end.type === "suspended"
    ? suspendedText(locale.value, end.until)
    : t(ends[end.type]);
  return <p class="note" role="status">{text}</p>;
}

const ends = {
  expired: "enter.ended",
  deleted: "enter.deleted",
  unheard: "enter.unheard",
} as const;

/** The ways in without the password. */
function OtherWays({ recover }: { readonly recover: () => void }) {
  const { session, loader, speech: { t } } = useTools();
  const { refusal, note } = useProblem("passkey");
  const usePasskey = async () => {
    const part = await loader.load("passkeys", () => import("./passkey_log_in.ts"));
    if (part !== null) note(await part.logInByPasskey(session));
  };
  return (
    <div class="other-ways">
      {hasPasskeys() && (
        <AsyncButton look="button secondary wide" act={usePasskey}>
          {t("enter.passkey")}
        </AsyncButton>
      )}
      {refusal}
      <AsyncButton act={recover}>{t("enter.forgot")}</AsyncButton>
    </div>
  );
}
