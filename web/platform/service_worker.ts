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
  void workers.register(scriptUrl()).catch(() => {
    // Refused, or not to be had now: the page works without.
  });
}

/** The part of a browser's Trusted Types that is used here. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: () => string }): {
    createScriptURL(text: string): string;
  };
}

/**
 * The worker's address, as a browser takes it that runs only what a policy has let through. The
 * page's one policy knows one script.
 */
function scriptUrl(): string {
  const address = "/sw.js";
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("trio", { createScriptURL: () => address });
  return policy?.createScriptURL(address) ?? address;
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
