// 120 log-ins at once from the /64 networks of one IPv6 /48, while the owner of an account logs in.

import { Client } from "../../../tools/client.ts";
import { arrive, counted, startTarget, times, tryLogIn } from "./target.ts";

export async function siteFlood(): Promise<string[]> {
  await using target = await startTarget();
  const { url } = target;
  await arrive(url, "owner");
  const flood = Array.from(
    { length: 120 },
    (_, at) =>
      tryLogIn(new Client(url), { username: `nobody${at}`, address: `2001:db8:7:${at}::1` }),
  );
  const owner = [];
  for (let at = 0; at < 3; at++) {
    owner.push(await tryLogIn(new Client(url), { username: "owner", address: "203.0.113.9" }));
  }
  const flooded = await Promise.all(flood);
  return [
    `the flood: ${counted(flooded.map(({ status }) => status))}`,
    `the owner: ${counted(owner.map(({ status }) => status))}; ${times(owner.map(({ ms }) => ms))}`,
  ];
}
