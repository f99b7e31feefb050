// Compares texts by NFKC and full case folding, so that look-alikes in case or width are one. By
// hand: the language has no case folding, and upper and then lower case is nearly that.

/** Two texts that differ in case, width or form alone are folded into one. */
export function folded(text: string): string {
  // By upper and then lower case "ß" and "SS" meet, and both forms of sigma. Two letters need help:
  // "ẞ" is an upper case of its own, and "ı" has the upper case of "i".
  const runs = text.normalize("NFKC").replaceAll("ẞ", "ss").split("ı");
  return runs.map((run) => run.toUpperCase().toLowerCase()).join("ı").normalize("NFKC");
}
