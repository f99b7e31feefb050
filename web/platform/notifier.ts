// Notifies a user who looks elsewhere: a notification while the page is not looked at, and a short
// sound. Only for what is notifiable, only where it was asked for, and never for a trio that is
// quiet. What a notification says follows what it tells of.

import type { Clock } from "../../protocol/clock.ts";
import type { Speech } from "../i18n/language.ts";
import { formatList } from "../i18n/translate.ts";
import type { News, Notifiable } from "../state/notifiable.ts";
import type { Choices } from "../storage/preferences.ts";

/** A user who looks at it in another tab, or on another device, has read it by then. */
const readWithinMs = 1_000;

export interface NotificationContent {
  readonly title: string;
  readonly body: string;
  readonly about: Notifiable;
}

/** The parts of a browser that can notify. */
export interface BrowserNotifications {
  isLookedAt(): boolean;
  /** Whether notifications are allowed now. */
  isAllowed(): boolean;
  /** Asks whether notifications are allowed; only to be called from a tap. */
  ask(): Promise<boolean>;
  /** Calls `run` after a change of what is allowed, until it is cancelled. */
  onPermission(run: () => void): () => void;
  /** Shows it in place of an earlier one of its group, and alerts again. */
  notify(content: NotificationContent): void;
  /** Changes what is shown to what it is to say now; null takes it back. Alerts nobody. */
  update(contentOf: (about: Notifiable) => NotificationContent | null): void;
  beep(): void;
}

export interface NotifierDeps {
  readonly clock: Clock;
  readonly notifications: BrowserNotifications;
  readonly choices: Choices;
  readonly speech: Speech;
  /** What there is to say of something now, or null. */
  readonly newsOf: (notifiable: Notifiable) => News | null;
}

export class Notifier {
  readonly #deps: NotifierDeps;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  /** Whether the user has asked for notifications, and the browser allows them. */
  isOn(): boolean {
    const { choices, notifications } = this.#deps;
    return choices.preferences.value.notifies && notifications.isAllowed();
  }

  ask(): Promise<boolean> {
    return this.#deps.notifications.ask();
  }

  onPermission(run: () => void): () => void {
    return this.#deps.notifications.onPermission(run);
  }

  beep(): void {
    this.#deps.notifications.beep();
  }

  /** Notifies in a moment, of what there is to say then. */
  notify(notifiable: Notifiable): void {
    this.#deps.clock.after(readWithinMs, () => {
      const news = this.#deps.newsOf(notifiable);
      if (news !== null) this.#notifyNow(news);
    });
  }

  /** Brings the notifications that are shown up to date. */
  follow(): void {
    const { notifications, newsOf } = this.#deps;
    notifications.update((about) => {
      const news = newsOf(about);
      return news === null ? null : this.#contentOf(news);
    });
  }

  #notifyNow(news: News): void {
    const { notifications, choices } = this.#deps;
    const { notifies, hasSound } = choices.preferences.value;
    if (choices.isQuiet(news.group)) return;
    const isLookedAt = notifications.isLookedAt();
    if (hasSound && (!isLookedAt || news.type === "match")) notifications.beep();
    if (notifies && !isLookedAt) notifications.notify(this.#contentOf(news));
  }

  #contentOf(news: News): NotificationContent {
    const { speech: { t, locale } } = this.#deps;
    const { type, group, seq } = news;
    const about = { type, group, seq };
    if (news.type === "match") {
      return { title: t("match.title"), body: formatList(locale.value, news.names), about };
    }
    const { name, text, count } = news;
    const body = count > 1 ? `${text}\n${t("notify.count", { count })}` : text;
    return { title: name, body, about };
  }
}
