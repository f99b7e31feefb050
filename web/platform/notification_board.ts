// Where notifications hang: what few browsers allow, in a file that is loaded when it is needed.

import type { GroupId } from "../../protocol/domain.ts";
import type { Notifiable } from "../state/notifiable.ts";
import type { NotificationContent } from "./notifier.ts";

/** Where notifications hang; a worker's registration is one. */
export type Board = Pick<ServiceWorkerRegistration, "getNotifications" | "showNotification">;

/** The notifications of this tab alone, where there is no worker. */
export function createOwnBoard(): Board {
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

export async function show(board: Board, content: NotificationContent): Promise<void> {
  const { group, seq } = content.about;
  const shown = await board.getNotifications();
  if (shown.some((one) => one.tag === group && aboutOf(one).seq >= seq)) return;
  await board.showNotification(content.title, optionsOf(content, true));
}

export async function update(
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
