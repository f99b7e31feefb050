// Pushes to this browser: asked for, kept up to date with what the user chooses, and given up.
// Loaded when somebody asks for them, or has.

import { pushApi } from "../net/push_api.ts";
import type { Tools } from "../ui/context.ts";
import { writeWorkerSettings } from "./worker_settings.ts";

/** "blocked": the browser forbids notifications. "failed": it has them, and no push service. */
export type PushAnswer = "on" | "blocked" | "failed";

/** Whether the browser has pushes. */
export function hasPush(): boolean {
  return isSecureContext && "PushManager" in self && "Notification" in self &&
    "serviceWorker" in navigator;
}

/** The server's key; null: it sends no pushes, or cannot be asked now. */
export async function pushKey({ session }: Tools): Promise<string | null> {
  const answer = await pushApi(session.api.ask).key();
  return answer.ok ? answer.value.publicKey : null;
}

/** Asks for pushes; only to be called from a tap. */
export async function askForPushes(tools: Tools, key: string): Promise<PushAnswer> {
  const { choices, notifier } = tools;
  // First: a browser asks its user only while the tap is fresh.
  if (!await notifier.ask()) return "blocked";
  const isOn = await inTurn(() => subscribe(tools, key));
  choices.choose({ notifies: true, push: isOn ? "on" : "asked" });
  return isOn ? "on" : "failed";
}

/** Tells server and worker what was chosen, where pushes were asked for. Never rejects. */
export async function keepPushes(tools: Tools): Promise<void> {
  const { choices } = tools;
  await inTurn(async () => {
    const { push } = choices.preferences.value;
    if (push === "off" || !hasPush()) return;
    const key = await pushKey(tools);
    // It may be asked another time.
    if (key === null) return;
    const now = await subscribe(tools, key) ? "on" : "asked";
    if (now !== push) choices.choose({ push: now });
  });
}

/** Ends the pushes to this browser. */
export async function endPushes({ session, choices }: Tools): Promise<void> {
  choices.choose({ push: "off" });
  await inTurn(async () => {
    const subscription = await own();
    if (subscription === null) return;
    await pushApi(session.api.ask).unsubscribe(subscription.endpoint);
    await subscription.unsubscribe();
  });
}

/** The browser is to keep nothing of anyone; the server has ended it with the session. */
export async function forgetPushes(): Promise<void> {
  await inTurn(async () => void await (await own())?.unsubscribe());
}

async function own(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return await registration?.pushManager.getSubscription() ?? null;
}

/** False: the browser gives no subscription, or the server does not take it. */
async function subscribe(tools: Tools, key: string): Promise<boolean> {
  const { session, choices: { preferences }, speech: { language, locale } } = tools;
  const muted = preferences.value.quiet;
  await writeWorkerSettings({ language: language.value, tag: locale.value.tag, muted });
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const subscription = await pushManager.subscribe(options).catch(async () => {
    // One for another key stands in the way.
    const former = await pushManager.getSubscription();
    if (former === null || !await former.unsubscribe()) return null;
    return await pushManager.subscribe(options);
  });
  const { endpoint, keys: { p256dh = "", auth = "" } = {} } = subscription?.toJSON() ?? {};
  if (endpoint === undefined) return false;
  const answer = await pushApi(session.api.ask).subscribe({
    ...{ endpoint, keys: { p256dh, auth }, muted },
  });
  return answer.ok;
}

/** All tabs of the browser take turns. False, or nothing: it failed. */
async function inTurn<Value>(act: () => Promise<Value>): Promise<Value | false> {
  try {
    return await navigator.locks.request("trio.push", act) as Value;
  } catch {
    return false;
  }
}
