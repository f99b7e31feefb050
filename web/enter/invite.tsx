// A friend's link: who invites, what that means, and the answer; or, in a sentence, why it cannot
// be used.

import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../net/api.ts";
import { useTools } from "../ui/context.ts";
import type { PlainKey } from "../i18n/texts.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { Mark } from "../ui/mark.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { problemText } from "../ui/problems.ts";
import { usePlace } from "../router.tsx";

/** Neither while it is looked for. */
interface Sight {
  /** Who invites. */
  readonly name?: string;
  /** Why it cannot be used. */
  readonly why?: PlainKey;
}

export function Invite() {
  const { speech: { t } } = useTools();
  const { sight: { name, why }, accept } = useInvite(usePlace().params["token"] ?? "");
  return (
    <div class="page">
      <TopBar />
      <main class="column invite" tabIndex={-1} aria-busy={!name && !why}>
        <Mark size={96} />
        <div role="status">
          {name && <h1>{t("invite.title", { name })}</h1>}
          {why && <h1>{t("invite.refused")}</h1>}
          {why && <p>{t(why)}</p>}
        </div>
        {name && <p>{t("invite.means")}</p>}
        {name && (
          <div class="dialog-buttons">
            <a class="button secondary" href="/groups">{t("invite.decline")}</a>
            <AsyncButton look="button" act={accept}>{t("invite.accept")}</AsyncButton>
          </div>
        )}
        {why && <a class="button" href="/groups">{t("missing.home")}</a>}
      </main>
    </div>
  );
}

function useInvite(token: string) {
  const { relations, state } = useTools().session;
  const { route } = usePlace();
  const [sight, setSight] = useState<Sight>({});
  const refuse = (problem: Problem) => setSight({ why: problemText(problem.code, "invite") });
  const look = async () => {
    const answer = await relations.lookAtInvite(token);
    if (!answer.ok) return refuse(answer.problem);
    const { id, username } = answer.value.inviter;
    if (id === state.value.user?.id) setSight({ why: "invite.own_invite" });
    else setSight({ name: username });
  };
  const accept = async () => {
    const answer = await relations.acceptInvite(token);
    if (answer.ok) route("/groups", true);
    else refuse(answer.problem);
  };
  useEffect(() => void look(), [token]);
  return { sight, accept };
}
