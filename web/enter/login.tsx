// The first page: what Trio is, and a card to log in, to create an account, or to fill in a
// profile.

import { useState } from "preact/hooks";
import { useTools } from "../ui/context.ts";
import { emptyForm, type Purpose } from "./form_model.ts";
import { EntryForm } from "./entry_form.tsx";
import { Mark } from "../ui/mark.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { usePlace } from "../router.tsx";

export function Login() {
  return (
    <div class="page">
      <TopBar />
      <main class="enter" tabIndex={-1}>
        <Hero />
        <Card />
      </main>
    </div>
  );
}

function Hero() {
  const { speech } = useTools();
  return (
    <section class="hero">
      <Mark size={112} />
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
  const [purpose, setPurpose] = useState<Purpose>(isInvited ? "signUp" : "logIn");
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
  const tabs = [
    { id: "logIn", label: speech.t("enter.logIn") },
    { id: "signUp", label: speech.t("enter.signUp") },
  ] as const;
  return (
    <section class="card">
      {isInvited && <p class="note">{speech.t("invite.enter")}</p>}
      {session.wasEnded.value && <p class="note" role="status">{speech.t("enter.ended")}</p>}
      <Tabs tabs={tabs} chosen={purpose} choose={setPurpose} label={speech.t("app.title")}>
        <EntryForm key={purpose} purpose={purpose} entry={entry} change={setEntry} />
      </Tabs>
    </section>
  );
}
