// Samples of processor time with the stack of each, taken by `perf` from outside: nothing in the
// process knows of it, unlike with the inspector, which adds events of its own for each frame.

/** One sample, of 1 ms of processor time or so. */
export interface Stack {
  readonly thread: string;
  /** From the innermost on: `symbol (object)`. */
  readonly frames: readonly string[];
}

export interface Sampling {
  readonly pids: readonly number[];
  /**
   * How stacks are walked: "fp" by frame pointers, which Deno and V8's code have; "dwarf" by unwind
   * tables, for what is built without.
   */
  readonly by: "fp" | "dwarf";
  readonly seconds: number;
  readonly file: string;
}

const samplesPerSecond = 997;
/** Bytes of each stack that are copied where unwind tables are used. */
const stackBytes = 8_192;

/** Resolves when the time is over. Throws where `perf` is missing or may not look. */
export async function sample({ pids, by, seconds, file }: Sampling): Promise<void> {
  const walk = by === "fp" ? "fp" : `dwarf,${stackBytes}`;
  const { success, stderr } = await new Deno.Command("perf", {
    // deno-fmt-ignore
    args: [
      "record", "-q", "-e", "cpu-clock", "-F", String(samplesPerSecond), "--call-graph", walk,
      "-p", pids.join(","), "-o", file, "sleep", String(seconds),
    ],
  }).output();
  if (!success) throw new Error(`perf failed: ${new TextDecoder().decode(stderr)}`);
}

export async function readStacks(file: string): Promise<Stack[]> {
  const { stdout } = await new Deno.Command("perf", {
    args: ["script", "-i", file, "-F", "comm,tid,ip,sym,dso"],
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout).split("\n\n").filter((block) => block.trim() !== "")
    .map(toStack);
}

function toStack(block: string): Stack {
  const [head = "", ...lines] = block.split("\n").filter((line) => line !== "");
  return {
    thread: head.replace(/\s+\d+\s*$/, ""),
    frames: lines.map((line) => line.trim().replace(/^[0-9a-f]+ /, "")),
  };
}

/** The entry of a system call; where it jumps to its work at once, it has left no frame behind. */
const entry = /^__(?:x64|arm64)_sys_(\w+)/;
const work = /^(?:ksys_|do_|__sys_)(write|writev|read|readv|sendto|sendmsg|recvfrom|recvmsg)\b/;
/** The C library's function, where even less can be seen. */
const library = /^(?:__|__libc_|__GI___libc_)(send|recv|write|read|writev|readv)\b/;

/**
 * The name of the system call in which the stack ends, empty for other work of the kernel; null: it
 * ends outside the kernel.
 */
export function systemCallOf({ frames }: Stack): string | null {
  if (!frames[0]?.endsWith("([kernel.kallsyms])")) return null;
  for (const fits of [entry, work, library]) {
    const [name] = frames.flatMap((frame) => fits.exec(frame)?.[1] ?? []);
    if (name !== undefined) return name;
  }
  return "";
}

export const calls = {
  send: /^(send|sendto|sendmsg|write|writev)$/,
  receive: /^(recv|recvfrom|recvmsg|read|readv)$/,
  wait: /^(epoll_|ppoll|poll|futex|sched_yield)/,
} as const;
