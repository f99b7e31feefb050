// The page: put together from the browser's own parts, and drawn.

import { render } from "preact";
import { systemClock } from "../protocol/clock.ts";
import { createApi } from "./net/api.ts";
import { App } from "./app.tsx";
import { browserNotifications, hush } from "./platform/browser_notifications.ts";
import type { Tools } from "./ui/context.ts";
import { syncDocumentHead } from "./platform/document_head.ts";
import { Loader } from "./platform/loader.ts";
import { Notifier } from "./platform/notifier.ts";
import { createHint, isOfHint } from "./storage/login_hint.ts";
import type { Language } from "./i18n/catalogue.ts";
import { createSpeech, type SpeechDeps } from "./i18n/language.ts";
import type { Catalogue } from "./i18n/texts.ts";
import { IndexedDbStore } from "./storage/indexeddb_store.ts";
import { isOver, notifiableOf } from "./state/notifiable.ts";
import { keepFocus } from "./platform/focus.ts";
import { serveOffline } from "./platform/service_worker.ts";
import { createChoices } from "./storage/preferences.ts";
import { Session } from "./sync/session.ts";

/** A frame of the screen that has not come by then does not come. */
const frameWithinMs = 500;

/**
 * A UUID, also where the page came over plain HTTP and `crypto.randomUUID` is therefore missing.
 */
function newId(): string {
  const digit = (from: number, below: number) => (from + Math.floor(random() * below)).toString(16);
  return "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx".replace(
    /[xv]/g,
    (of) => of === "x" ? digit(0, 16) : digit(8, 4),
  );
}

/** From 0 to below 1. */
function random(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

function socketUrl(): string {
  return `${location.origin.replace(/^http/, "ws")}/ws`;
}

/**
 * With the first frame of the screen after so long; a hidden tab has none, and its timers sleep.
 */
function gather(run: () => void, afterMs: number): void {
  if (document.hidden) return run();
  systemClock.after(afterMs, () => {
    const frame = requestAnimationFrame(() => {
      cancel();
      run();
    });
    // The tab may be hidden by then.
    const cancel = systemClock.after(frameWithinMs, () => {
      cancelAnimationFrame(frame);
      run();
    });
  });
}

/** What is loaded before the page, and beside it. */
export interface Beginning extends Pick<SpeechDeps, "choice" | "texts"> {
  readonly loadCatalogue: (language: Language) => Promise<Catalogue>;
}

function createTools({ choice, texts, loadCatalogue }: Beginning): Tools {
  const loader = new Loader();
  const speech = createSpeech({
    choice,
    texts,
    wanted: navigator.languages,
    load: (language) => loader.load(() => loadCatalogue(language)),
  });
  const choices = createChoices(localStorage);
  const notifier = new Notifier({
    clock: systemClock,
    notifications: browserNotifications,
    choices,
    speech,
  });
  const session: Session = new Session({
    clock: systemClock,
    api: createApi((path, init) => fetch(path, init), systemClock),
    Wire: WebSocket,
    url: socketUrl(),
    random,
    newId,
    gather,
    hint: createHint(localStorage),
    localStore: new IndexedDbStore(self.indexedDB, systemClock),
    onFrame(frame, before) {
      const { user } = session.state.value;
      // In whatever tab, on whatever device.
      if (frame.type === "read" && frame.user === user?.id) hush(frame.group);
      const notifiable = notifiableOf(frame, before, session.state.value);
      if (notifiable !== null) {
        notifier.tell(notifiable, () => isOver(notifiable, session.state.value));
      }
    },
  });
  return { session, speech, choices, notifier, loader, clock: systemClock };
}

/** Wakes the session when the browser, the tab or the person does. */
function listen(session: Session): void {
  addEventListener("online", () => session.wake());
  addEventListener("offline", () => session.lose());
  addEventListener("pointerdown", () => session.use());
  addEventListener("keydown", () => session.use());
  document.addEventListener("visibilitychange", () => session.show(!document.hidden));
  session.show(!document.hidden);
}

export function start(beginning: Beginning): void {
  const tools = createTools(beginning);
  listen(tools.session);
  keepFocus();
  addEventListener("storage", (event) => {
    void tools.speech.hear(event);
    tools.choices.hear(event);
    if (isOfHint(event)) void tools.session.follow();
  });
  render(<App tools={tools} />, document.getElementById("app") ?? document.body);
  syncDocumentHead(tools);
  void tools.session.start();
  serveOffline(tools);
}
