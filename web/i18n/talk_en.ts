// The English texts of the made-up talk on the first page.

export const talkEn = {
  "talk.caption": "An example: nobody has said this",
  "talk.plants": "Does anyone else talk to their plants?",
  "talk.basil": "Only to the basil. It answers back.",
  "talk.gone": "Mine left without a word. I still miss it.",
  "talk.farewell": "Then it deserves a farewell. Saturday, on my balcony?",
  "talk.cactus": "I’ll bring a cactus. They never leave anyone.",
  "talk.cake": "And I’ll bring cake",
} as const;
