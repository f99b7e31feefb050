// The browser's own ways to notify. Where one is missing or forbidden, it stays silent.

import { isLookedAt } from "./attention.ts";
import type { GroupId } from "../../protocol/domain.ts";
import type { BrowserNotifications, NotificationContent } from "./notifier.ts";

const beepHz = [660, 880] as const;
const beepSeconds = 0.09;

export const browserNotifications: BrowserNotifications = {
  isLookedAt,

  async ask() {
    if (typeof Notification === "undefined") return false;
    if (Notification.permission === "default") await Notification.requestPermission();
    return Notification.permission === "granted";
  },

  notify(content) {
    void show(content).catch(() => {});
  },

  beep() {
    try {
      play(new AudioContext());
    } catch {
      // No sound here.
    }
  },
};

/** Takes back the notification of a group that was read. */
export function closeNotification(read: GroupId): void {
  navigator.serviceWorker?.controller?.postMessage({ read });
}

/** By the service worker where there is one: phones allow no other way. */
async function show({ title, body, group }: NotificationContent): Promise<void> {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  const registration = await navigator.serviceWorker?.getRegistration();
  const options = { body, tag: group, data: { path: `/groups/${group}` } };
  if (registration !== undefined) return await registration.showNotification(title, options);
  const notification = new Notification(title, options);
  notification.onclick = () => focus();
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
