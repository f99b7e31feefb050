// The pages and what is on each of them: who is not logged in, or has no profile yet, gets the
// first page at any address, and comes out where they wanted to go.

import { type Tools, ToolsContext, useTools } from "./ui/context.ts";
import { Chat } from "./chat/chat.tsx";
import { Home } from "./home/home.tsx";
import { Invite } from "./enter/invite.tsx";
import { Login } from "./enter/login.tsx";
import { Missing } from "./ui/missing.tsx";
import { OfflineBar } from "./ui/offline_bar.tsx";
import { Redirect } from "./ui/redirect.tsx";
import { Skeleton } from "./ui/skeleton.tsx";
import { useSelector } from "./ui/use_selector.ts";
import { PlaceProvider, Routes } from "./router.tsx";

export function App({ tools }: { readonly tools: Tools }) {
  return (
    <ToolsContext.Provider value={tools}>
      <PlaceProvider>
        <OfflineBar />
        <Pages />
      </PlaceProvider>
    </ToolsContext.Provider>
  );
}

const outer = [
  ["/", Login],
  ["/groups", Login],
  ["/groups/:id", Login],
  ["/invite/:token", Login],
] as const;

const inner = [
  ["/", ToHome],
  ["/groups", Home],
  ["/groups/:id", Chat],
  ["/invite/:token", Invite],
] as const;

function Pages() {
  const { phase } = useTools().session;
  const hasProfile = useSelector((state) => state.profile !== null);
  if (phase.value === "starting") return <Skeleton />;
  return phase.value === "out" || !hasProfile
    ? <Routes key="outer" table={outer} missing={Missing} />
    : <Routes key="inner" table={inner} missing={Missing} moved={focusMain} />;
}

function ToHome() {
  return <Redirect to="/groups" />;
}

/** Puts a reader by keyboard or voice at the start of the page they came to. */
function focusMain(): void {
  document.querySelector("main")?.focus({ preventScroll: true });
}
