// Puts the page together from the browser's own parts and draws it.

import { render } from "preact";
import { systemClock } from "../actors/clock.ts";
import { createApi } from "./api.ts";
import { App } from "./app.tsx";
import { createHint } from "./hint.ts";
import { createSpeech } from "./i18n/language.ts";
import { Session } from "./session.ts";

/** A UUID, also where the page came over plain HTTP and `crypto.randomUUID` is therefore missing. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = "89ab"[(bytes[8] ?? 0) & 3];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ]
    .join("-");
}

/** From 0 to below 1. */
function random(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

function socketUrl(): string {
  return new URL("/ws", location.href).href.replace(/^http/, "ws");
}

/** An address with a broken escape, which the router cannot read, is as good as an unknown one. */
function mendAddress(): void {
  try {
    decodeURIComponent(location.pathname);
  } catch {
    history.replaceState(null, "", "/unknown");
  }
}

function main(): void {
  mendAddress();
  const session = new Session({
    clock: systemClock,
    api: createApi((path, init) => fetch(path, init)),
    Wire: WebSocket,
    url: socketUrl(),
    random,
    newId,
    hint: createHint(localStorage),
  });
  const speech = createSpeech(localStorage, navigator.languages);
  addEventListener("online", () => session.wake());
  addEventListener("offline", () => session.wake());
  document.addEventListener("visibilitychange", () => session.show(!document.hidden));
  session.show(!document.hidden);
  const root = document.getElementById("app");
  if (root === null) throw new Error('The page has no element "app", which index.html must hold');
  render(<App tools={{ session, speech, clock: systemClock }} />, root);
  void session.start();
}

main();
