// Notifies a user who looks elsewhere: a notification while the tab is hidden, and a short sound.
// Only for what is notifiable, only where it was asked for, and never for a trio that is quiet.

import type { Clock } from "../../protocol/clock.ts";
import type { GroupId } from "../../protocol/domain.ts";
import type { Speech } from "../i18n/language.ts";
import { formatList } from "../i18n/translate.ts";
import type { Notifiable } from "../state/notifiable.ts";
import type { Choices } from "../storage/preferences.ts";

/** A user who looks at it in another tab, or on another device, has read it by then. */
const readWithinMs = 1_000;

export interface NotificationContent {
  readonly title: string;
  readonly body: string;
  readonly group: GroupId;
}

/** The parts of a browser that can notify. */
export interface BrowserNotifications {
  isLookedAt(): boolean;
  /** Asks whether notifications are allowed; only to be called from a tap. */
  ask(): Promise<boolean>;
  notify(content: NotificationContent): void;
  beep(): void;
}

export interface NotifierDeps {
  readonly clock: Clock;
  readonly notifications: BrowserNotifications;
  readonly choices: Choices;
  readonly speech: Speech;
}

export class Notifier {
  readonly #deps: NotifierDeps;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  ask(): Promise<boolean> {
    return this.#deps.notifications.ask();
  }

  beep(): void {
    this.#deps.notifications.beep();
  }

  /** Notifies in a moment, unless it is over by then. */
  notify(notifiable: Notifiable, isOver: () => boolean): void {
    this.#deps.clock.after(readWithinMs, () => isOver() || this.#notifyNow(notifiable));
  }

  #notifyNow(notifiable: Notifiable): void {
    const { notifications, choices } = this.#deps;
    const { notifies, hasSound } = choices.preferences.value;
    if (choices.isQuiet(notifiable.group)) return;
    const isLookedAt = notifications.isLookedAt();
    if (hasSound && (!isLookedAt || notifiable.type === "match")) notifications.beep();
    if (notifies && !isLookedAt) notifications.notify(this.#contentOf(notifiable));
  }

  #contentOf(notifiable: Notifiable): NotificationContent {
    const { speech: { t, locale } } = this.#deps;
    if (notifiable.type === "text") {
      return { title: notifiable.name, body: notifiable.text, group: notifiable.group };
    }
    const body = formatList(locale.value, notifiable.names);
    return { title: t("match.title"), body, group: notifiable.group };
  }
}
