// What a friend's link opens: who invites, what that means, and the answer to give; or why the
// invite cannot be used.

import { useEffect, useState } from "preact/hooks";
import type { User } from "../../protocol/domain.ts";
import { useTools } from "../ui/context.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { Mark } from "../ui/mark.tsx";
import { TopBar } from "../ui/top_bar.tsx";
import { problemText } from "../ui/problems.ts";
import { usePlace } from "../router.tsx";

type InviteState =
  | { readonly type: "loading" }
  | {
    readonly type: "open";
    readonly inviter: User;
    /** Why accepting it failed, which may have been done all the same; null: it has not. */
    readonly fault: string | null;
  }
  /** `code`: why it cannot be used. */
  | { readonly type: "refused"; readonly code: string };

export function Invite() {
  const { speech: { t, markup, locale } } = useTools();
  const { invite, accept } = useInvite(usePlace().params["token"] ?? "");
  return (
    <div class="page">
      <TopBar />
      <main class="column invite" tabIndex={-1} aria-busy={invite.type === "loading"}>
        <Mark size={96} />
        <div role="status">
          {invite.type === "open" && (
            <h1>{markup("invite.title", { name: invite.inviter.username })}</h1>
          )}
          {invite.type === "refused" && (
            <>
              <h1>{t("invite.refused")}</h1>
              <p>{problemText(locale.value, invite.code, "invite")}</p>
            </>
          )}
        </div>
        {invite.type === "open" && <Choice accept={accept} />}
        {invite.type === "open" && invite.fault !== null && (
          <p role="alert">{problemText(locale.value, invite.fault)}</p>
        )}
        {invite.type === "refused" && <a class="button" href="/groups">{t("missing.home")}</a>}
      </main>
    </div>
  );
}

function Choice({ accept }: { readonly accept: () => Promise<void> }) {
  const { t } = useTools().speech;
  return (
    <>
      <p>{t("invite.means")}</p>
      <div class="dialog-buttons">
        <a class="button secondary" href="/groups">{t("invite.decline")}</a>
        <AsyncButton look="button" act={accept}>{t("invite.accept")}</AsyncButton>
      </div>
    </>
  );
}

function useInvite(token: string) {
  const { api, state } = useTools().session;
  const { route } = usePlace();
  const [invite, setInvite] = useState<InviteState>({ type: "loading" });
  const refuse = (code: string) => setInvite({ type: "refused", code });
  const load = async () => {
    const answer = await api.invite(token);
    if (!answer.ok) return refuse(answer.problem.code);
    const { inviter } = answer.value;
    if (inviter.id === state.value.user?.id) refuse("own_invite");
    else setInvite({ type: "open", inviter, fault: null });
  };
  const accept = async () => {
    const answer = await api.acceptInvite(token);
    if (answer.ok) return route("/groups", true);
    const { status, code } = answer.problem;
    // Not the invite's fault: it can be tried again, and the socket tells if it was accepted.
    if (invite.type === "open" && (status === 0 || status >= 500)) {
      setInvite({ ...invite, fault: code });
    } else refuse(code);
  };
  const partner = state.value.partner?.id;
  const isAccepted = invite.type === "open" && invite.inviter.id === partner;
  useEffect(() => {
    if (isAccepted) route("/groups", true);
  }, [isAccepted]);
  useEffect(() => void load(), [token]);
  return { invite, accept };
}
