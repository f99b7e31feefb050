// On which step of the journal's statement Postgres was when a sample was taken.

import { calls, type Stack, systemCallOf } from "./stacks.ts";

/** In the order of the way. */
export const postgresSteps = [
  "talk with the server",
  "begin and end: plan, snapshot, commit",
  "read the values of the rows",
  "insert the rows",
  "triggers and keys",
  "indexes",
  "log (WAL): write the records",
  "log (WAL): to the disk",
  "processes beside",
  "other",
] as const;
export type PostgresStep = typeof postgresSteps[number];

/** The first that fits any function of the stack. */
const functions: readonly (readonly [name: RegExp, step: PostgresStep])[] = [
  [/^(XLogFlush|XLogBackgroundFlush|pg_fdatasync|pg_fsync)\b/, "log (WAL): to the disk"],
  [/^(WalWriterMain|BackgroundWriterMain|CheckpointerMain|AutoVac)/, "processes beside"],
  [/^XLog(Insert|Register|BeginInsert)/, "log (WAL): write the records"],
  [/^(ExecInsertIndexTuples|_bt_|btinsert)/, "indexes"],
  [/^(AfterTrigger|ExecAS|ExecBS|ExecAR|ExecBR|RI_)/, "triggers and keys"],
  [/^(heap_(multi_)?insert|RelationGetBufferForTuple|RelationPutHeapTuple)/, "insert the rows"],
  [
    /^(ExecMake(TableFunctionResult|FunctionResultSet)|(Oid)?(Input|Receive)FunctionCall|jsonb?_|array_)/,
    "read the values of the rows",
  ],
  [
    /^(standard_Executor(Start|End|Finish)|GetCachedPlan|pg_(parse|analyze|plan)|CommitTransaction)/,
    "begin and end: plan, snapshot, commit",
  ],
  [
    /^(StartTransaction|GetTransactionSnapshot|GetSnapshotData|PortalStart|PortalDrop|ReadyForQ)/,
    "begin and end: plan, snapshot, commit",
  ],
  [/^(pq_|secure_(read|write)|WaitEventSet|internal_flush)/, "talk with the server"],
  // The rest of what runs for a statement that inserts.
  [/^standard_ExecutorRun\b/, "insert the rows"],
];

export function postgresStepOf(stack: Stack): PostgresStep {
  const call = systemCallOf(stack);
  if (call !== null && (calls.receive.test(call) || /^send|^epoll/.test(call))) {
    return "talk with the server";
  }
  if (call !== null && /^(fdatasync|fsync)/.test(call)) return "log (WAL): to the disk";
  return functions.find(([fits]) => stack.frames.some((frame) => fits.test(frame)))?.[1] ?? "other";
}
