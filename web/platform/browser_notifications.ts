// The browser's own ways to notify. Where one is missing or forbidden, it stays silent.

import type { GroupId } from "../../protocol/domain.ts";
import type { Notifiable } from "../state/notifiable.ts";
import { isLookedAt } from "./attention.ts";
import type { BrowserNotifications, NotificationContent } from "./notifier.ts";

const beepHz = [660, 880] as const;
const beepSeconds = 0.09;

export function createBrowserNotifications(): BrowserNotifications {
  const inTurn = createTurns(createOwnBoard());
  return {
    isLookedAt,
    isAllowed,
    ask,
    onPermission,
    notify: (content) => inTurn((board) => show(board, content)),
    update: (contentOf) => inTurn((board) => update(board, contentOf)),
    beep() {
      try {
        play(new AudioContext());
      } catch {
        // No sound here.
      }
    },
  };
}

async function ask(): Promise<boolean> {
  if (typeof Notification === "undefined") return false;
  if (Notification.permission === "default") await Notification.requestPermission();
  return isAllowed();
}

function onPermission(run: () => void): () => void {
  let status: PermissionStatus | null = null;
  void navigator.permissions?.query({ name: "notifications" }).then((found) => {
    status = found;
    found.addEventListener("change", run);
  }, () => {});
  return () => status?.removeEventListener("change", run);
}

function isAllowed(): boolean {
  return typeof Notification !== "undefined" && Notification.permission === "granted";
}

/** Where notifications hang; a worker's registration is one. */
type Board = Pick<ServiceWorkerRegistration, "getNotifications" | "showNotification">;

/**
 * All tabs of the browser take turns, so that none tells what another one tells just now. Phones
 * allow no other way than by the service worker, and what that shows outlives the page.
 */
function createTurns(own: Board) {
  return (act: (board: Board) => Promise<void>): void => {
    if (!isAllowed()) return;
    void navigator.locks.request("trio.notifications", async () => {
      await act(await navigator.serviceWorker?.getRegistration() ?? own);
    }).catch(() => {});
  };
}

/** The notifications of this tab alone, where there is no worker. */
function createOwnBoard(): Board {
  const shown = new Map<string, Notification>();
  return {
    getNotifications: () => Promise.resolve([...shown.values()]),
    showNotification(title, options) {
      const notification = new Notification(title, options);
      const { tag } = notification;
      notification.onclick = () => focus();
      notification.onclose = () => {
        if (shown.get(tag) === notification) shown.delete(tag);
      };
      shown.set(tag, notification);
      return Promise.resolve();
    },
  };
}

async function show(board: Board, content: NotificationContent): Promise<void> {
  const { group, seq } = content.about;
  const shown = await board.getNotifications();
  if (shown.some((one) => one.tag === group && aboutOf(one).seq >= seq)) return;
  await board.showNotification(content.title, optionsOf(content, true));
}

async function update(
  board: Board,
  contentOf: (about: Notifiable) => NotificationContent | null,
): Promise<void> {
  for (const one of await board.getNotifications()) {
    const content = contentOf(aboutOf(one));
    if (content === null) one.close();
    else if (content.title !== one.title || content.body !== one.body) {
      await board.showNotification(content.title, optionsOf(content, false));
    }
  }
}

/** With `renotify`, one that replaces another alerts again. */
function optionsOf({ body, about }: NotificationContent, alerts: boolean) {
  const data = { path: `/groups/${about.group}`, about };
  return { body, tag: about.group, data, renotify: alerts, silent: !alerts };
}

/** One of a page of before says no more than its group. */
function aboutOf({ tag, data }: Notification): Notifiable {
  return data?.about ?? { type: "text", group: tag as GroupId, seq: 0 };
}

/** Two short soft notes, the second one higher. */
function play(audio: AudioContext): void {
  const volume = audio.createGain();
  volume.gain.value = 0.08;
  volume.connect(audio.destination);
  beepHz.forEach((frequency, index) => {
    const note = audio.createOscillator();
    note.frequency.value = frequency;
    note.connect(volume);
    note.start(audio.currentTime + index * beepSeconds);
    note.stop(audio.currentTime + (index + 1) * beepSeconds);
    if (index === beepHz.length - 1) note.onended = () => void audio.close();
  });
}
