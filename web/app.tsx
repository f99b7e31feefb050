// Which page each address shows. A user who is not logged in, or has no profile yet, sees the first
// page at every address, and is where they wanted to go once that is done.

import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Role } from "../protocol/moderation.ts";
import { type Tools, ToolsContext, useTools } from "./ui/context.ts";
import { ReportDrafts } from "./chat/chat_ui.ts";
import { Invite } from "./enter/invite.tsx";
import { Login } from "./enter/login.tsx";
import { Missing } from "./ui/missing.tsx";
import { StatusBar } from "./ui/status_bar.tsx";
import { Redirect } from "./ui/redirect.tsx";
import { onDemand } from "./ui/on_demand.tsx";
import { Skeleton } from "./ui/skeleton.tsx";
import { useSelector } from "./ui/use_selector.ts";
import { PlaceProvider, Routes } from "./router.tsx";

export function App({ tools }: { readonly tools: Tools }) {
  return (
    <ToolsContext.Provider value={tools}>
      <PlaceProvider>
        <StatusBar />
        <Pages />
      </PlaceProvider>
    </ToolsContext.Provider>
  );
}

/** Files of their own, so that the first page is there sooner. */
const Home = onDemand(async () => (await import("./home/home.tsx")).Home, {
  meanwhile: Skeleton,
});
const Chat = onDemand(async () => (await import("./chat/chat.tsx")).Chat, {
  meanwhile: Skeleton,
  texts: "chat",
});
const Account = onDemand(async () => (await import("./account/account_page.tsx")).AccountPage, {
  meanwhile: Skeleton,
  texts: "account",
});
const Moderation = onDemand(
  async () => (await import("./moderation/moderation_page.tsx")).ModerationPage,
  { meanwhile: Skeleton, texts: "moderation" },
);
const Ops = onDemand(async () => (await import("./ops/ops_page.tsx")).OpsPage, {
  meanwhile: Skeleton,
  texts: "ops",
});
const NoticeDialog = onDemand(async () => (await import("./on_demand.ts")).NoticeDialog);

const outer = [
  ["/", Login],
  ["/groups", Login],
  ["/groups/:id", Login],
  ["/account", Login],
  ["/moderation", Login],
  ["/ops", Login],
  ["/invite/:token", Login],
] as const;

const inner = [
  ["/", ToStart],
  ["/groups", ToTrios],
  ["/groups/:id", ToChat],
  ["/account", ToAccount],
  ["/moderation", ToModeration],
  ["/ops", ToOps],
  ["/invite/:token", Invite],
] as const;

function Pages() {
  const tools = useTools();
  const { phase } = tools.session;
  const hasProfile = useSelector((state) => state.profile !== null);
  // A user who is logged in opens a chat sooner or later; one who comes by its address, at once.
  const opensChat = phase.value === "in" || location.pathname.startsWith("/groups/");
  useNear(phase.value !== "out", () => Home.prefetch(tools));
  useEffect(() => {
    if (opensChat) Chat.prefetch(tools);
  }, [opensChat]);
  if (phase.value === "starting") return <Skeleton />;
  return phase.value === "out" || !hasProfile
    ? <Routes key="outer" table={outer} missing={Missing} />
    : <Inner key="inner" />;
}

function Inner() {
  const drafts = useMemo(() => new Map<string, string>(), []);
  const notice = useSelector((state) => state.notice);
  return (
    <ReportDrafts.Provider value={drafts}>
      <Routes table={inner} missing={Missing} moved={focusMain} />
      {notice !== null && <NoticeDialog notice={notice} />}
    </ReportDrafts.Provider>
  );
}

function ToTrios() {
  return <Home />;
}

function ToChat() {
  return <Chat />;
}

/** Runs a function now, or once the page is used. */
function useNear(isNow: boolean, run: () => void): void {
  useEffect(() => {
    if (isNow) return run();
    addEventListener("focusin", run, { once: true });
    return () => removeEventListener("focusin", run);
  }, [isNow]);
}

function ToAccount() {
  return <Account />;
}

function ToModeration() {
  return (
    <For roles={["moderator", "operator"]}>
      <Moderation />
    </For>
  );
}

function ToOps() {
  return (
    <For roles={["operator"]}>
      <Ops />
    </For>
  );
}

interface ForProps {
  readonly roles: readonly Role[];
  readonly children: ComponentChildren;
}

/** To anyone else the page is not there. */
function For({ roles, children }: ForProps) {
  const isKnown = useSelector((state) => state.isComplete);
  const role = useSelector((state) => state.role);
  if (roles.includes(role)) return <>{children}</>;
  return isKnown ? <Missing /> : <Skeleton />;
}

function ToStart() {
  return <Redirect to="/groups" />;
}

/** Puts users of a keyboard or a screen reader at the start of a new page. */
function focusMain(): void {
  document.querySelector("main")?.focus({ preventScroll: true });
}
