// The browser and its system in short words, by which a user tells their own sessions apart. By
// hand: the packages that read User-Agent name models and versions, which nobody needs here.

/** Each browser before those that it also passes itself off as. */
const browsers = [
  [/\bEdgA?\/|\bEdgiOS\//, "Edge"],
  [/\bOPR\/|\bOPiOS\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, "Chrome"],
  [/\bVersion\/.*\bSafari\//, "Safari"],
] as const;

const systems = [
  [/\biPad\b/, "iPadOS"],
  [/\biPhone\b|\biPod\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/** Such as "Firefox, Windows"; null where neither is known. */
export function agentOf(userAgent: string | undefined): string | null {
  const words = [browsers, systems].flatMap((known) => firstOf(known, userAgent ?? "") ?? []);
  return words.length === 0 ? null : words.join(", ");
}

function firstOf(
  known: readonly (readonly [RegExp, string])[],
  userAgent: string,
): string | undefined {
  return known.find(([pattern]) => pattern.test(userAgent))?.[1];
}
