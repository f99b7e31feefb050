// Whether the Trio of this container is alive, as an exit code: for Docker's HEALTHCHECK, in an
// image that has no other HTTP client.

const port = Deno.env.get("PORT") || "8000";
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/healthz`);
  Deno.exit(ok ? 0 : 1);
} catch (error) {
  console.error(String(error));
  Deno.exit(1);
}
