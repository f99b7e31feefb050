// Ports for servers that go away and come back at the same address.

/**
 * Below those that systems give to outgoing connections, Linux from 32768 on and others from 49152.
 * While a server at one of those is away, a connection may get its port, even one that looks for
 * the server and then finds itself.
 */
const ports = { from: 20_000, to: 32_000 };

/** A free port of this machine that no outgoing connection will be given. */
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
