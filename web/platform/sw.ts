// The service worker. With the server there, the page comes from the server, so that no old page is
// shown; without it, from the cache. Data of the API never come from here. The build puts in the
// version and the list of files.

/// <reference lib="webworker" />

import { systemClock } from "../../protocol/clock.ts";
import { inTime } from "../../protocol/in_time.ts";
import { renew, showPush } from "./push_notifications.ts";

/** Browsers that do not say which subscription has changed leave these out. */
interface PushSubscriptionChange extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

declare const self: ServiceWorkerGlobalScope;
declare const VERSION: string;
declare const FILES: readonly string[];

const cacheName = `trio-${VERSION}`;
const shell = "/";
/** The kept page is shown when the server's own has not begun to come by then. */
const pageWithinMs = 2_500;

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (
    method !== "GET" || origin !== location.origin || /^\/(api|ws|healthz|readyz)\b/.test(pathname)
  ) return;
  if (mode === "navigate") event.respondWith(page(event.request));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(event.request));
});

self.addEventListener("push", (event) => {
  event.waitUntil(showPush(event.data));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  const { oldSubscription, newSubscription } = event as PushSubscriptionChange;
  event.waitUntil(renew(oldSubscription ?? null, newSubscription ?? null));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data?.path ?? "/groups")));
});

/** The shell as the server has it now; assets as the browser may have them already. */
async function fill(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([new Request(shell, { cache: "reload" }), ...FILES]);
  await self.skipWaiting();
}

/**
 * Keeps the cache of the version before, too: a tab that is open still shows that version, and may
 * load a part of it that the server has no more.
 */
async function takeOver(): Promise<void> {
  const others = (await caches.keys())
    .filter((name) => name.startsWith("trio-") && name !== cacheName);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/**
 * The page of the server; the kept one where the server is down or stalls. Where it is down, a
 * gateway in front of it may answer in its place.
 */
async function page(request: Request): Promise<Response> {
  const asked = fetch(request).catch(() => null);
  const soon = await inTime(systemClock, pageWithinMs, asked);
  if (soon !== null && soon.status < 500) return soon;
  const kept = await caches.match(shell, { cacheName });
  return kept ?? await asked ?? Response.error();
}

/** The name of an asset says what is in it: it never changes. */
async function asset(request: Request): Promise<Response> {
  return await caches.match(request) ?? await fetch(request);
}

/** Shows the tab that is there, at the address, or opens one. */
async function open(path: string): Promise<void> {
  const tabs = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const tab = tabs.find(({ url }) => new URL(url).pathname === path) ?? tabs[0];
  if (tab === undefined) return void await self.clients.openWindow(path);
  await tab.focus();
  tab.postMessage({ open: path });
}
