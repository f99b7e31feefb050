// The commands of the composer: what may stand behind a slash, and what a beginning could become.
// Pure.

export const commands = ["who", "help", "quit"] as const;
export type Command = typeof commands[number];

/** The command that a text is, white space at its end aside. */
export function commandOf(text: string): Command | null {
  const name = text.trim().toLowerCase();
  return commands.find((command) => `/${command}` === name) ?? null;
}

/**
 * Whether a text is a single word behind a slash, as commands are, and hardly anything that is
 * said.
 */
export function isLikeCommand(text: string): boolean {
  return /^\/[a-z]+$/i.test(text);
}

/**
 * The commands that a text may be the beginning of; none for a text that is not about to be one.
 */
export function completionsOf(text: string): readonly Command[] {
  if (!/^\/[a-z]*$/i.test(text)) return [];
  return commands.filter((command) => `/${command}`.startsWith(text.toLowerCase()));
}
