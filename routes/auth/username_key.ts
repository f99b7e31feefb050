// What usernames are compared by: NFKC and full case folding, so that look-alikes in case or width
// collide. By hand: the language has no case folding, and upper and then lower case is nearly that.

/** Two usernames with one key are one name. */
export function usernameKey(username: string): string {
  // By upper and then lower case "ß" and "SS" meet, and both forms of sigma. Two letters need help:
  // "ẞ" is an upper case of its own, and "ı" has the upper case of "i".
  const runs = username.normalize("NFKC").replaceAll("ẞ", "ss").split("ı");
  return runs.map((run) => run.toUpperCase().toLowerCase()).join("ı").normalize("NFKC");
}

/**
 * The key of earlier versions. An account still has it when its key of now was taken at the change
 * from one to the other.
 */
export function formerUsernameKey(username: string): string {
  return username.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
