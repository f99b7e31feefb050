// Registers the service worker, by which the page starts without the server. A new version of the
// page is taken when that disturbs nothing: the tab is hidden, nothing waits to be sent, and no
// form is half filled.

import type { Tools } from "../ui/context.ts";

export function registerServiceWorker({ session }: Tools): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (workers === undefined) return;
  const wasControlled = workers.controller !== null;
  const renew = () => {
    const isSending = [...session.state.value.groups.values()].some(({ pending }) =>
      pending.length > 0
    );
    if (document.hidden && !isSending && !isFilling()) location.reload();
  };
  workers.addEventListener("controllerchange", () => {
    // The first worker of a page is of the page's own version.
    if (!wasControlled) return;
    renew();
    document.addEventListener("visibilitychange", renew);
  });
  workers.addEventListener("message", ({ data }) => {
    if (typeof data?.open === "string") goTo(data.open);
  });
  void workers.register(workerAddress()).catch(() => {
    // Refused, or not to be had now: the page works without.
  });
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string };
}

/**
 * The address of the worker, as browsers that know Trusted Types take it. The server's headers name
 * this policy and no other, and it makes this one address alone.
 */
function workerAddress(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("trio", { createScriptURL: () => "/sw.js" });
  return policy?.createScriptURL("") ?? "/sw.js";
}

/** Goes to an address of the page as a link in it would. */
function goTo(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Whether something is typed that is kept nowhere: in a form, and not as a draft. */
function isFilling(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement>(
    "input[name]:not([type=radio]), .reason",
  );
  return [...fields].some(({ value }) => value !== "");
}
