// A bot: asks for a trio, says hello in each that it gets, and rolls a die on "/roll". Its account was
// signed up with `bot: true`, and its token is of that account: with a token of a person's, what it
// says is said by that person.
// TRIO_URL=https://trio.example TRIO_TOKEN=trio_… node bot.js
import { createSession } from "@trio/client";
import process from "node:process";
import { WebSocket } from "ws"; // Node from version 22 on and Deno have one of their own.

const { TRIO_URL: url, TRIO_TOKEN: token } = process.env;
const session = createSession({ url, token, WebSocket });
const events = session.events();
await session.start();
await lookForTrio();
for await (const event of events) {
  if (event.type === "end") throw new Error(`The session has ended: ${event.reason}`);
  if (event.type === "gone") await lookForTrio();
  if (event.type !== "message") continue;
  const { group, message } = event;
  session.read(group, message.seq);
  if (message.kind === "formed") await say(group, "Hello! Say /roll, and I roll a die.");
  if (message.kind === "text" && message.text === "/roll") {
    await say(group, `It is a ${1 + Math.floor(6 * Math.random())}.`, { reply: message.seq });
  }
}

async function lookForTrio() {
  const answer = await session.api.placeTicket({ sex: "any", age: null, widen: false });
  if (!answer.ok) console.error(`No search: ${answer.problem.code}`);
}
function say(group, text, options) {
  return session.send(group, text, options).catch(({ code }) => console.error(code));
}
