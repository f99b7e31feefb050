// A limit to how long something is waited for.

export { inTime } from "../../protocol/in_time.ts";
