// The words of the operator's command, as a request or as a sentence that says what is wrong.

import assert from "node:assert/strict";
import { readWords } from "../../tools/admin/admin_request.ts";

function requestOf(line: string): unknown {
  const read = readWords(line.split(" "));
  if (read.type !== "run") return read.type === "wrong" ? read.detail : read.type;
  const { method, path, body } = read.request;
  return [`${method} ${path}`, body];
}

Deno.test("[A154] each command of the operator is a request, names with any characters included", () => {
  const all = {
    "user anna": ["GET /users/anna", null],
    "user a/n..na?é": ["GET /users/a%2Fn..na%3F%C3%A9", null],
    "role anna moderator": ["PUT /users/anna/role", { role: "moderator" }],
    "role anna operator": ["PUT /users/anna/role", { role: "operator" }],
    "suspend anna --days 3 --note rude": [
      "PUT /users/anna/suspension",
      { days: 3, note: "rude" },
    ],
    "suspend anna --note rude": ["PUT /users/anna/suspension", { note: "rude" }],
    "lift anna --note sorry": ["DELETE /users/anna/suspension", { note: "sorry" }],
    "reset-password anna": ["POST /users/anna/recovery", null],
    "delete anna --yes": ["DELETE /users/anna", null],
    "reports": ["GET /reports", null],
    "reports --state handled --limit 5": ["GET /reports?state=handled&limit=5", null],
    "audit --after x": ["GET /audit?after=x", null],
  } as const;
  for (const [line, request] of Object.entries(all)) {
    assert.deepEqual(requestOf(line), request, line);
  }
  assert.equal(requestOf("--help"), "help");
  const jobs = {
    "backup a.backup": { type: "backup", file: "a.backup", force: false },
    "backup a.backup --force": { type: "backup", file: "a.backup", force: true },
    "restore a.backup": { type: "restore", file: "a.backup" },
    "export-to-postgres": { type: "export", url: null },
    "export-to-postgres postgres://db/trio": { type: "export", url: "postgres://db/trio" },
    "upgrade": { type: "upgrade" },
  } as const;
  for (const [line, job] of Object.entries(jobs)) {
    assert.deepEqual(readWords(line.split(" ")), { type: "job", job }, line);
  }
});

Deno.test("[A154] a command that lacks something, or says too much, is told what is right", () => {
  const wrong: Readonly<Record<string, RegExp>> = {
    "forgive anna": /no command "forgive"/,
    "user": /wants one name/,
    "user anna bob": /wants one name/,
    "role anna": /wants a name, and one of operator, moderator, user/,
    "role anna king": /wants a name, and one of operator, moderator, user/,
    "suspend anna": /wants --note/,
    "suspend anna --days 366 --note x": /1 to 365/,
    "lift anna": /wants --note/,
    "delete anna": /say --yes/,
    "reports anna": /wants no name/,
    "reports --state shut": /open, handled/,
    "audit --limit 0": /1 to 200/,
    "backup": /wants one file/,
    "backup a b": /wants one file/,
    "backup a --yes": /Unknown option "--yes"/,
    "restore": /wants one file/,
    "restore a --force": /Unknown option "--force"/,
    "export-to-postgres mysql://x": /wants one address, postgres:/,
    "upgrade now": /wants no name/,
    "user anna --force": /Unknown option "--force"/,
  };
  for (const [line, sentence] of Object.entries(wrong)) {
    assert.match(String(requestOf(line)), sentence, line);
  }
});
