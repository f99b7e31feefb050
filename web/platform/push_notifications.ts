// What the service worker does with a push: a browser wants to see a notification for each, and
// shows one of its own where there is none.

/// <reference lib="webworker" />

import type { PushContent } from "../../protocol/push_content.ts";
import { type Language, languages } from "../i18n/catalogue.ts";
import { type Locale, localeOf, tagOf } from "../i18n/locale.ts";
import { pushEn } from "../i18n/push_en.ts";
import { pushFr } from "../i18n/push_fr.ts";
import type { Catalogue } from "../i18n/texts.ts";
import { formatList, translate } from "../i18n/translate.ts";
import { readWorkerSettings } from "./worker_settings.ts";

declare const self: ServiceWorkerGlobalScope;

/** The worker has these texts alone. */
const catalogues: Readonly<Record<Language, typeof pushEn | typeof pushFr>> = {
  en: pushEn,
  fr: pushFr,
};

export async function showPush(data: PushMessageData | null): Promise<void> {
  const content = contentOf(data);
  if (content !== null && content.type !== "asleep" && await isSeen()) return;
  const locale = await ownLocale();
  const tag = content?.group ?? content?.type ?? "news";
  const [former] = await self.registration.getNotifications({ tag });
  // A page that is open has told of the match itself.
  const isTold = content?.type === "match" && former?.data?.about?.type === "match";
  const count = content?.type === "text" ? 1 + (former?.data?.count ?? 0) : 0;
  const { title, body } = wordsOf(content, count, locale);
  await self.registration.showNotification(title, {
    ...{ body, tag, lang: locale.tag },
    // A page that comes later finds by it what the notification is about.
    data: {
      path: content?.group ? `/groups/${content.group}` : "/groups",
      about: { type: content?.type, group: content?.group, seq: content?.type === "match" ? 1 : 0 },
      count,
    },
    ...{ renotify: !isTold, silent: isTold },
  } as NotificationOptions);
}

/**
 * Subscribes anew where the browser has given up a subscription. It says which only where it can.
 */
export async function renew(former: PushSubscription | null, fresh: PushSubscription | null) {
  const { muted = [] } = await readWorkerSettings() ?? {};
  const key = former?.options.applicationServerKey ?? null;
  const subscription = fresh ??
    (key && await self.registration.pushManager.subscribe({
      ...{ userVisibleOnly: true, applicationServerKey: key },
    }));
  if (former) await tell("DELETE", { endpoint: former.endpoint });
  const { endpoint, keys } = subscription?.toJSON() ?? {};
  if (endpoint !== undefined) await tell("PUT", { endpoint, keys, muted });
}

async function tell(method: "PUT" | "DELETE", body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch("/api/push/subscription", { method, headers, body: JSON.stringify(body) });
}

/** Null: it cannot be read. */
function contentOf(data: PushMessageData | null): PushContent | null {
  try {
    return data?.json() ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether a page shows it, and the user looks at that, in whichever chat: also a page's own
 * notifications are for who looks elsewhere. Safari wants a notification all the same.
 */
async function isSeen(): Promise<boolean> {
  if (!/Chrom|Firefox/.test(navigator.userAgent)) return false;
  const pages = await self.clients.matchAll({ type: "window" });
  return pages.some(({ focused, visibilityState }) => focused && visibilityState === "visible");
}

/** As the page was read last, else as the browser prefers. */
async function ownLocale(): Promise<Locale> {
  const settings = await readWorkerSettings().catch(() => null);
  const wanted = settings ? [settings.tag] : navigator.languages;
  const codes = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  const language = languages.find((each) => each === (settings?.language ?? codes[0])) ?? "en";
  return localeOf(tagOf(language, wanted), catalogues[language] as unknown as Catalogue);
}

function wordsOf(content: PushContent | null, count: number, locale: Locale) {
  const names = content?.names ?? [];
  switch (content?.type) {
    case "match":
      return { title: translate(locale, "push.match"), body: formatList(locale, names) };
    case "text": {
      const text = content.text ?? "";
      const more = count > 1 ? `\n${translate(locale, "push.count", { count })}` : "";
      return { title: names[0] ?? "Trio", body: text + more };
    }
    case "asleep":
      return {
        title: translate(locale, "push.asleep"),
        body: translate(locale, "push.asleep.means"),
      };
    default:
      return { title: "Trio", body: translate(locale, "push.news") };
  }
}
