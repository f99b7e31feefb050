// The service worker: without the server the page itself comes from what was kept; with it, always
// from the server, so that no old page is shown. Data are none of its business. The build puts in
// the version and the list of files.

/// <reference lib="webworker" />

declare const self: ServiceWorkerGlobalScope;
declare const VERSION: string;
declare const FILES: readonly string[];

const shelf = `trio-${VERSION}`;
const shell = "/";

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
  else if (pathname.startsWith("/assets/")) event.respondWith(file(event.request));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data?.path ?? "/groups")));
});

self.addEventListener("message", (event) => {
  event.waitUntil(close(String(event.data?.read)));
});

/** The page as the server has it now; files as the browser may have them already. */
async function fill(): Promise<void> {
  const cache = await caches.open(shelf);
  await cache.addAll([new Request(shell, { cache: "reload" }), ...FILES]);
  await self.skipWaiting();
}

/**
 * Keeps what the version before has left, too: a tab that is open still shows that one, and may
 * load a part of it that the server has no more.
 */
async function takeOver(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name !== shelf);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** A gateway in front of a server that is not there answers in its place. */
async function page(request: Request): Promise<Response> {
  const answer = await fetch(request).catch(() => null);
  if (answer !== null && answer.status < 500) return answer;
  const kept = await caches.match(shell, { cacheName: shelf });
  return kept ?? answer ?? Response.error();
}

/** Its name says what is in it: kept once, it never changes. */
async function file(request: Request): Promise<Response> {
  return await caches.match(request) ?? await fetch(request);
}

/** What was told of a group has been read. */
async function close(tag: string): Promise<void> {
  for (const told of await self.registration.getNotifications({ tag })) told.close();
}

/** Shows the tab that is there, at the address, or opens one. */
async function open(path: string): Promise<void> {
  const [tab] = await self.clients.matchAll({ type: "window" });
  if (tab === undefined) return void await self.clients.openWindow(path);
  await tab.focus();
  tab.postMessage({ open: path });
}
