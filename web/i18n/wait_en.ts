// The English texts of what is told while a search goes on: on the card of who waits.

export const waitEn = {
  "wait.back": "Welcome back. Your search was paused while you were away, and now it goes on.",
  "wait.asleep": "Your search was paused while you were away.",
  "wait.alone": "Nobody who could fit is waiting yet. We keep looking.",
  "wait.aloneWider": "A wider wish lets more people fit.",
  "wait.near": "Someone who could fit is waiting, too.",
  "wait.unknown": "Too few people were matched lately to say how long it takes.",
  "wait.wishes": "Others asked today for: {wishes}",
} as const;
