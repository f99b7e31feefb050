// The three pages and what is on each of them: who is not logged in, or has no profile yet, gets the first page at any
// address, and comes out where they wanted to go.

import { LocationProvider, Route, Router } from "preact-iso";
import { type Tools, ToolsContext, useTools } from "./context.ts";
import { Chat } from "./pages/chat.tsx";
import { Home } from "./pages/home.tsx";
import { Login } from "./pages/login.tsx";
import { Missing } from "./pages/missing.tsx";
import { OfflineBar } from "./parts/offline_bar.tsx";
import { Redirect } from "./parts/redirect.tsx";
import { Skeleton } from "./parts/skeleton.tsx";
import { usePart } from "./parts/use_part.ts";

export function App({ tools }: { readonly tools: Tools }) {
  return (
    <ToolsContext.Provider value={tools}>
      <LocationProvider>
        <OfflineBar />
        <Pages />
      </LocationProvider>
    </ToolsContext.Provider>
  );
}

function Pages() {
  const { phase } = useTools().session;
  const hasProfile = usePart((state) => state.profile !== null);
  if (phase.value === "starting") return <Skeleton />;
  return phase.value === "out" || !hasProfile ? <OuterPages /> : <InnerPages />;
}

function OuterPages() {
  return (
    <Router>
      <Route path="/" component={Login} />
      <Route path="/groups" component={Login} />
      <Route path="/groups/:id" component={Login} />
      <Route default component={Missing} />
    </Router>
  );
}

function InnerPages() {
  return (
    <Router onRouteChange={focusMain}>
      <Route path="/" component={ToHome} />
      <Route path="/groups" component={Home} />
      <Route path="/groups/:id" component={Chat} />
      <Route default component={Missing} />
    </Router>
  );
}

function ToHome() {
  return <Redirect to="/groups" />;
}

/** Puts a reader by keyboard or voice at the start of the page they came to. */
function focusMain(): void {
  document.querySelector("main")?.focus({ preventScroll: true });
}
