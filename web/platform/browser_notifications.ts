// The browser's own ways to notify. Where one is missing or forbidden, it stays silent.

import { isLookedAt } from "./attention.ts";
import type * as boards from "./notification_board.ts";
import type { BrowserNotifications } from "./notifier.ts";

const beepHz = [660, 880] as const;
const beepSeconds = 0.09;

/** What is loaded where notifications are allowed. */
export type LoadBoard = () => Promise<typeof boards>;

export function createBrowserNotifications(load: LoadBoard): BrowserNotifications {
  const inTurn = createTurns(load);
  return {
    isLookedAt,
    isAllowed,
    ask,
    onPermission,
    notify: (content) => inTurn(({ show }, board) => show(board, content)),
    update: (contentOf) => inTurn(({ update }, board) => update(board, contentOf)),
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

/**
 * All tabs of the browser take turns, so that none tells what another one tells just now. Phones
 * allow no other way than by the service worker, and what that shows outlives the page.
 */
function createTurns(load: LoadBoard) {
  let own: boards.Board | null = null;
  return (act: (parts: typeof boards, on: boards.Board) => Promise<void>): void => {
    if (!isAllowed()) return;
    void navigator.locks.request("trio.notifications", async () => {
      const parts = await load();
      own ??= parts.createOwnBoard();
      await act(parts, await navigator.serviceWorker?.getRegistration() ?? own);
    }).catch(() => {});
  };
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
