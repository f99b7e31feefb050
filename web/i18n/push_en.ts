// The English texts of what is told while no page is open: for the offers of it, and for the
// service worker, which has no others.

export const pushEn = {
  "push.match": "Your trio is here",
  "push.asleep": "Your search is paused",
  "push.asleep.means": "Open Trio, and it goes on from where it was.",
  "push.news": "Something new in your trios",
  "push.count": "{count} new message|{count} new messages",

  "push.offerMatch": "Tell me when my trio is here",
  "push.willTell": "You can close this page: we’ll tell you when your trio is here.",
  "push.pauses": "If you stay away for long, the search pauses until you’re back.",
  "push.offerText": "Want to know when they answer, even with this page closed?",
  "push.accept": "Yes, tell me",
  "push.decline": "Not now",
  "push.textsOn": "Done. We’ll tell you when they write.",
  "push.blocked":
    "Your browser blocks notifications. Tap the icon beside the address, allow them, and try again.",
  "push.failed":
    "Your browser can’t be reached while Trio is closed. While it’s open, we’ll tell you.",
} as const;
