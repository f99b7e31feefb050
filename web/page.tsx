// The page: put together from the browser's own parts, and drawn.

import { effect } from "@preact/signals";
import { render } from "preact";
import { newId, random } from "../client/chance.ts";
import { systemClock } from "../protocol/clock.ts";
import { App } from "./app.tsx";
import { isLookedAt, onLook } from "./platform/attention.ts";
import { createBrowserNotifications } from "./platform/browser_notifications.ts";
import type { Tools } from "./ui/context.ts";
import { withMarkup } from "./ui/markup.ts";
import { syncDocumentHead } from "./platform/document_head.ts";
import { Loader } from "./platform/loader.ts";
import { Notifier } from "./platform/notifier.ts";
import { createLoginHint, isOfLoginHint } from "./storage/login_hint.ts";
import type { loadCatalogue } from "./i18n/catalogue.ts";
import { createSpeech, type SpeechDeps } from "./i18n/language.ts";
import { IndexedDbStore } from "./storage/indexeddb_store.ts";
import { mayChangeNews, newsOf, notifiableOf } from "./state/notifiable.ts";
import { keepFocus } from "./platform/focus.ts";
import { followTranslation } from "./platform/translation.ts";
import { followVisualViewport } from "./platform/visual_viewport.ts";
import { registerServiceWorker } from "./platform/service_worker.ts";
import { createChoices } from "./storage/preferences.ts";
import { Session } from "./sync/session.ts";

/** A drawing of the screen that has not come by then does not come. */
const drawingWithinMs = 500;

function socketUrl(): string {
  return `${location.origin.replace(/^http/, "ws")}/ws`;
}

/** Runs a function with the first drawing after so long; a hidden tab draws nothing. */
function gather(run: () => void, afterMs: number): void {
  if (document.hidden) return run();
  systemClock.after(afterMs, () => {
    const frame = requestAnimationFrame(() => {
      cancel();
      run();
    });
    // The tab may be hidden meanwhile.
    const cancel = systemClock.after(drawingWithinMs, () => {
      cancelAnimationFrame(frame);
      run();
    });
  });
}

/** What is loaded before the page, and beside it. */
export interface Beginning extends Pick<SpeechDeps, "choice" | "texts"> {
  readonly loadCatalogue: typeof loadCatalogue;
}

function createTools({ choice, texts, loadCatalogue }: Beginning): Tools {
  const loader = new Loader(systemClock);
  const load: SpeechDeps["load"] = (language, parts) =>
    loader.load("texts", () => loadCatalogue(language, parts));
  const speech = withMarkup(createSpeech({ choice, texts, wanted: navigator.languages, load }));
  const choices = createChoices(localStorage);
  const notifier = new Notifier({
    clock: systemClock,
    notifications: createBrowserNotifications(async () => (await import("./on_demand.ts")).board),
    choices,
    speech,
    newsOf: (notifiable) => newsOf(notifiable, session.state.value),
  });
  const session: Session = new Session({
    clock: systemClock,
    fetch: (path, init) => fetch(path, init),
    Wire: WebSocket,
    url: socketUrl(),
    random,
    newId,
    gather,
    hint: createLoginHint(localStorage),
    localStore: createLocalStore(),
    onForget: () => forget(choices),
    onFrame(frame, before) {
      if (mayChangeNews(session.state.value, frame)) notifier.follow();
      const notifiable = notifiableOf(frame, before, session.state.value);
      if (notifiable !== null) notifier.notify(notifiable);
    },
  });
  // Nothing is told of a user whose session is over, wherever that was ended.
  session.phase.subscribe((phase) => {
    if (phase === "out") notifier.follow();
  });
  const tools = { session, speech, choices, notifier, loader, clock: systemClock };
  keepPushes(tools);
  return tools;
}

function createLocalStore(): IndexedDbStore {
  return new IndexedDbStore(self.indexedDB, systemClock, new BroadcastChannel("trio.drafts"));
}

function forget(choices: Tools["choices"]): void {
  if (choices.preferences.value.push !== "off") {
    void import("./on_demand.ts").then(({ pushes }) => pushes.forgetPushes(), () => {});
  }
  choices.choose({ quiet: [], push: "off" });
}

/** At the start, and with each choice: the worker speaks the page's language, too. */
function keepPushes(tools: Tools): void {
  const { session, speech, choices } = tools;
  effect(() => {
    const { push } = choices.preferences.value;
    if (push === "off" || !speech.language.value || session.phase.value !== "in") return;
    void import("./on_demand.ts").then(({ pushes }) => pushes.keepPushes(tools), () => {});
  });
}

/** Tells the session what becomes of the browser and of the tab. */
function listen({ session, speech, choices }: Tools): void {
  addEventListener("online", () => session.wake());
  addEventListener("offline", () => session.goOffline());
  addEventListener("pointerdown", () => session.reclaim());
  addEventListener("keydown", () => session.reclaim());
  onLook(() => session.setVisible(isLookedAt()));
  session.setVisible(isLookedAt());
  addEventListener("storage", (event) => {
    void speech.onStorage(event);
    choices.onStorage(event);
    if (isOfLoginHint(event)) void session.follow();
  });
}

export function start(beginning: Beginning): void {
  const tools = createTools(beginning);
  listen(tools);
  keepFocus();
  followVisualViewport();
  const root = document.getElementById("app") ?? document.body;
  followTranslation(root);
  // First: from then on it is known whether somebody may be logged in, and the server is asked.
  void tools.session.start();
  render(<App tools={tools} />, root);
  syncDocumentHead(tools);
  registerServiceWorker(tools);
}
