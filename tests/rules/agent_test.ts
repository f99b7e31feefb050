// The short words for a browser and its system.

import assert from "node:assert/strict";
import { agentOf } from "../../routes/auth/agent.ts";

const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0";

Deno.test("[A107] a browser and its system are named in short words, and an unknown one is null", () => {
  const known: [string, string | null][] = [
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
      "Firefox, Windows",
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/140.0.0.0`,
      "Edge, Windows",
    ],
    [`Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36`, "Chrome, Linux"],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chrome} Safari/537.36`, "Chrome, ChromeOS"],
    [`Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36`, "Chrome, Android"],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${chrome} Mobile Safari/537.36 OPR/90.0`,
      "Opera, Android",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
      "Safari, macOS",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
      "Chrome, iOS",
    ],
    ["Mozilla/5.0 (Windows NT 10.0) Unheard/1.0", "Windows"],
    ["curl/8.5.0", null],
    ["", null],
  ];
  for (const [userAgent, words] of known) assert.equal(agentOf(userAgent), words, userAgent);
  assert.equal(agentOf(undefined), null);
});
