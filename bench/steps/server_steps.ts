// On which step of a message's way the server was when a sample was taken.

import { calls, type Stack, systemCallOf } from "./stacks.ts";

/** In the order of the way. */
export const serverSteps = [
  "kernel: a frame comes in",
  "kernel: wait for work",
  "Deno's event loop: frames in and out",
  "sockets: hand over what came",
  "decode",
  "admission, dialogue",
  "the group's turn, log, mailboxes",
  "journal, client of the database",
  "show: encode, choose the sockets",
  "sockets: take the frames",
  "kernel: frames go out",
  "garbage collection beside",
  "kernel: else",
  "other",
] as const;
export type ServerStep = typeof serverSteps[number];

export function serverStepOf(stack: Stack): ServerStep {
  const call = systemCallOf(stack);
  if (call !== null) return stepOfCall(call);
  if (!stack.thread.startsWith("deno")) return "garbage collection beside";
  for (const place of stack.frames.flatMap(scriptPlaceOf)) {
    const step = stepOfPlace(place);
    if (step !== null) return step;
  }
  return "Deno's event loop: frames in and out";
}

function stepOfCall(call: string): ServerStep {
  if (calls.send.test(call)) return "kernel: frames go out";
  if (calls.receive.test(call)) return "kernel: a frame comes in";
  return calls.wait.test(call) ? "kernel: wait for work" : "kernel: else";
}

interface Place {
  readonly name: string;
  readonly file: string;
}

/** By V8's own map of its code: `JS:*name file:///path:line:column`. */
function scriptPlaceOf(frame: string): Place[] {
  const [, name = "", file = ""] = /^JS:[*^~+']*(\S*) (\S+?)(?::\d+)* \(/.exec(frame) ?? [];
  return file === "" ? [] : [{ name, file }];
}

const rooms: readonly (readonly [file: RegExp, step: ServerStep])[] = [
  [/\/node_modules\/.*\/(pg|pg-[a-z]+|kysely)\/|\/db\//, "journal, client of the database"],
  [/\/node_modules\/.*\/ws\/lib\/(sender|websocket-server)/, "sockets: take the frames"],
  [/\/node_modules\/.*\/ws\/lib\//, "sockets: hand over what came"],
  [/\/protocol\/(decode|ids|rules|frames|limits)/, "decode"],
  [/\/routes\/server\/|^ext:deno_web\/02_event/, "sockets: hand over what came"],
  [/\/routes\/(sockets|limits|auth)\/|\/protocol\/token_bucket/, "admission, dialogue"],
  [/\/actors\/connections\//, "show: encode, choose the sockets"],
  [/\/actors\//, "the group's turn, log, mailboxes"],
  [/\/(protocol|logging|routes|settings|cluster)\//, "other"],
];

/** Null: what calls it says more. */
function stepOfPlace({ name, file }: Place): ServerStep | null {
  if (/^ext:deno_websocket\//.test(file) || /\/ws\/lib\/websocket\.js$/.test(file)) {
    return name === "send" ? "sockets: take the frames" : "sockets: hand over what came";
  }
  return rooms.find(([fits]) => fits.test(file))?.[1] ?? null;
}
