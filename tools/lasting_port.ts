// Ports for servers that go away and come back at the same address.

/**
 * Below the ports of outgoing connections, which begin at 32768 on Linux and at 49152 elsewhere.
 * While a server at one of those is away, a connection may get its port, even one to that server:
 * it then finds itself.
 */
const ports = { from: 20_000, to: 32_000 };

/** A free port of this machine that no outgoing connection gets. */
export function lastingPort(): number {
  for (;;) {
    const port = ports.from + Math.floor(Math.random() * (ports.to - ports.from));
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
