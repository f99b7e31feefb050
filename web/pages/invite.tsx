// A friend's link: who invites, what that means, and the answer; or, in a sentence, why it cannot be used.

import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../api.ts";
import { useTools } from "../context.ts";
import { en } from "../i18n/en.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { Mark } from "../parts/mark.tsx";
import { TopBar } from "../parts/top_bar.tsx";
import { problemText } from "../problems.ts";
import { usePlace } from "../router.tsx";

type Sight =
  | { readonly type: "looking" }
  | { readonly type: "invited"; readonly name: string }
  | { readonly type: "refused"; readonly why: PlainKey };

export function Invite() {
  const { speech: { t } } = useTools();
  const { sight, accept } = useInvite(usePlace().params["token"] ?? "");
  return (
    <div class="page">
      <TopBar />
      <main class="column invite" tabIndex={-1} aria-busy={sight.type === "looking"}>
        <Mark size={96} />
        <div role="status">
          {sight.type === "invited" && <h1>{t("invite.title", { name: sight.name })}</h1>}
          {sight.type === "refused" && <h1>{t("invite.refused")}</h1>}
          {sight.type === "refused" && <p>{t(sight.why)}</p>}
        </div>
        {sight.type === "invited" && <p>{t("invite.means")}</p>}
        {sight.type === "invited" && (
          <div class="dialog-buttons">
            <a class="button secondary" href="/groups">{t("invite.decline")}</a>
            <button type="button" class="button" onClick={() => void accept()}>{t("invite.accept")}</button>
          </div>
        )}
        {sight.type === "refused" && <a class="button" href="/groups">{t("missing.home")}</a>}
      </main>
    </div>
  );
}

function useInvite(token: string) {
  const { company, state } = useTools().session;
  const { route } = usePlace();
  const [sight, setSight] = useState<Sight>({ type: "looking" });
  const refuse = (problem: Problem) => setSight({ type: "refused", why: whyNot(problem.code) });
  const look = async () => {
    const answer = await company.lookAtInvite(token);
    if (!answer.ok) return refuse(answer.problem);
    const { id, username } = answer.value.inviter;
    if (id === state.value.user?.id) setSight({ type: "refused", why: "invite.own_invite" });
    else setSight({ type: "invited", name: username });
  };
  const accept = async () => {
    const answer = await company.acceptInvite(token);
    if (answer.ok) route("/groups", true);
    else refuse(answer.problem);
  };
  useEffect(() => void look(), [token]);
  return { sight, accept };
}

/** Of an invite some refusals mean something else than elsewhere. */
function whyNot(code: string): PlainKey {
  const key = `invite.${code}`;
  return Object.hasOwn(en, key) ? key as PlainKey : problemText(code);
}
