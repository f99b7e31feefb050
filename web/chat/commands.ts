// The commands of the composer: the words that may stand behind a slash, and those that begin with
// what is typed. Pure.

export const commands = ["who", "help", "quit"] as const;
export type Command = typeof commands[number];

/** The command that a text is; white space around it does not count. */
export function commandOf(text: string): Command | null {
  const name = text.trim().toLowerCase();
  return commands.find((command) => `/${command}` === name) ?? null;
}

/** Whether a text is one word behind a slash: hardly ever something to say, rather a slip. */
export function isLikeCommand(text: string): boolean {
  return /^\/[a-z]+$/i.test(text);
}

/** The commands that begin with a text. */
export function completionsOf(text: string): readonly Command[] {
  if (!/^\/[a-z]*$/i.test(text)) return [];
  return commands.filter((command) => `/${command}`.startsWith(text.toLowerCase()));
}
