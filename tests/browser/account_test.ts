// The account's page in real Chromium: password, sessions, recovery codes, passkeys, the end of the
// account, and logging out without the server.

import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import {
  english,
  openAccount,
  say,
  sees,
  signUp,
  visit,
  type Visitor,
} from "../support/browser/browser.ts";
import { openHouse } from "../support/browser/browser_house.ts";
import { isEmpty, letIn, until } from "../support/browser/guest.ts";
import { arrive, formTrio } from "../support/server/trio.ts";

const password = "walnut-orbit-71";
const another = "quite-another-72";

interface House {
  readonly browser: Browser;
  readonly url: string;
}

Deno.test("[W260] [W263] [W268] [W269] [W270] [W271] [W272] [W300] the account in real Chromium", async (t) => {
  await using opened = await openHouse();
  const house: House = { browser: opened.browser, url: opened.server.url };
  await t.step(
    "[W268] a new password ends the other devices, which say so",
    () => changePassword(house),
  );
  await t.step(
    "[W269] [W300] a recovery code from the file lets in, once; how many are left is told",
    () => recover(house),
  );
  await t.step(
    "[W270] a passkey is added, logs in without a name, and is removed",
    () => usePasskey(house),
  );
  await t.step(
    "[W271] who deletes their account is out, and has no name for the others",
    () => deleteAccount(house),
  );
  await t.step(
    "[W260] logging out without the server leaves nothing, and the server hears it",
    () => logOutOffline(house),
  );
  await t.step("[W263] a sign-up that is asked for work does it, and says so", () => prove(house));
  await t.step(
    "[W272] the page works where only its own policy may make scripts",
    () => requireTrust(house),
  );
});

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

async function logIn({ page }: Visitor, username: string, secret: string): Promise<void> {
  await page.getByRole("tab", { name: english.logInTab }).click();
  await page.getByLabel(english.username).fill(username);
  await page.getByLabel(english.password, { exact: true }).fill(secret);
  await button(page, "Log in").click();
  await page.getByRole("button", { name: english.begin }).waitFor();
}

/** Somebody who has an account, in a browser of their own. */
async function bring({ browser, url }: House, name: string): Promise<Visitor> {
  const visitor = await visit(browser, url, name, { locale: "en-GB" });
  await signUp(visitor, english);
  return visitor;
}

async function leave({ page, complaints }: Visitor, expected = /^$/): Promise<void> {
  assert.deepEqual(complaints.filter((one) => !expected.test(one)), []);
  await page.context().close();
}

const refused = /status of 401/;

async function changePassword(house: House): Promise<void> {
  const here = await bring(house, "pia");
  const there = await visit(house.browser, house.url, "pia", { locale: "en-GB" });
  await logIn(there, "pia", password);
  await openAccount(here.page);
  const rows = here.page.locator(".row", { hasText: "Logged in" });
  await rows.nth(1).waitFor();
  assert.equal(await rows.filter({ hasText: "This device" }).count(), 1);
  await button(here.page, "Change the password").click();
  const dialog = here.page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(password);
  await dialog.getByLabel("New password").fill(another);
  await dialog.getByRole("button", { name: "Change the password" }).click();
  await here.page.getByText("Your password is changed.").waitFor();
  await there.page.getByText("You’ve been logged out.").waitFor();
  await rows.nth(1).waitFor({ state: "detached" });

  await logIn(there, "pia", another);
  await here.page.reload();
  await button(here.page, /^Log out: /).click();
  await button(here.page, "Yes, log out").click();
  await there.page.getByText("You’ve been logged out.").waitFor();
  await rows.nth(1).waitFor({ state: "detached" });
  await leave(here, refused);
  await leave(there, refused);
}

async function recover(house: House): Promise<void> {
  const here = await bring(house, "ruth");
  await openAccount(here.page);
  await here.page.getByText("You have none.").waitFor();
  const codes = await makeCodes(here.page, password);
  await here.page.getByText("10 codes are left.").waitFor();
  await button(here.page, "Create new codes").waitFor();
  const there = await visit(house.browser, house.url, "ruth", { locale: "en-GB" });
  const { page } = there;
  const use = async (code: string) => {
    await page.getByRole("tab", { name: english.logInTab }).click();
    await button(page, "Forgot your password?").click();
    await page.getByLabel(english.username).fill("ruth");
    await page.getByLabel("Recovery code").fill(code.toUpperCase());
    await page.getByLabel("New password").fill(another);
    await button(page, "Save and log in").click();
  };
  await use(codes[3] ?? "");
  await page.waitForURL("**/groups");
  await page.getByText("Your new password is set").waitFor();
  await here.page.getByText("You’ve been logged out.").waitFor();
  await page.evaluate(() => fetch("/api/session", { method: "DELETE" }));
  await page.getByText("You’ve been logged out.").waitFor();
  await use(codes[3] ?? "");
  await page.getByText("Wrong name or code").waitFor();
  await leave(here, refused);
  await leave(there, refused);
}

/** Makes recovery codes, and reads them from the file and from the page. */
async function makeCodes(page: Page, secret: string): Promise<string[]> {
  await button(page, "Create codes").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(secret);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.getByText("You’ll see them only this once.").waitFor();
  const shown = await page.locator(".codes li").allInnerTexts();
  const coming = page.waitForEvent("download");
  await button(page, "Download").click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), "trio-recovery-codes.txt");
  const [head = "", ...lines] = (await Deno.readTextFile(await download.path())).trim().split("\n");
  const codes = lines.filter((line) => line !== "");
  assert.match(head, /^Recovery codes of ruth on Trio/);
  assert.deepEqual([codes, codes.length], [shown.map((text) => text.trim()), 10]);
  await button(page, "I’ve saved them").click();
  await page.locator(".codes").waitFor({ state: "detached" });
  return codes;
}

/** Passkeys belong to a name: an address is none. */
async function usePasskey({ browser, url }: House): Promise<void> {
  const named = { browser, url: url.replace("127.0.0.1", "localhost") };
  const visitor = await bring(named, "petra");
  const { page } = visitor;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await openAccount(page);
  await page.getByText("You have none yet.").waitFor();
  const add = async () => {
    await button(page, "Add a passkey").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the passkey").fill("my phone");
    await dialog.getByLabel("Your password").fill(password);
    await dialog.getByRole("button", { name: "Continue" }).click();
  };
  await add();
  await page.getByText("Your passkey is ready.").waitFor();
  await page.locator(".row", { hasText: "my phone" }).waitFor();
  await add();
  await page.getByText("This device already has a passkey for your account.").waitFor();
  await page.keyboard.press("Escape");

  await button(page, /Menu$/).click();
  await button(page, "Log out").click();
  await button(page, "Use a passkey").click();
  await page.waitForURL("**/groups");
  await openAccount(page);
  await page.getByText(/Last used/).first().waitFor();
  await button(page, "Remove my phone").click();
  await button(page, "Yes, remove").click();
  await page.getByText("You have none yet.").waitFor();
  await button(page, /Menu$/).click();
  await button(page, "Log out").click();
  await button(page, "Use a passkey").click();
  await page.getByText("Trio doesn’t know this passkey.").waitFor();
  await leave(visitor, refused);
}

async function deleteAccount({ browser, url }: House): Promise<void> {
  const { group, people: [dora, ben] } = await formTrio(url, "dora");
  const path = `/groups/${group}`;
  const options = [{ url, path, person: dora }, { url, path, person: ben }] as const;
  const [gone, left] = [await letIn(browser, options[0]), await letIn(browser, options[1])];
  await say({ name: "", ...gone }, english, "My words of before");
  await sees({ name: "", ...left }, "My words of before");
  const { body } = await dora.get<{ user: { username: string } }>("/api/me");
  await gone.page.goto("/account");
  await button(gone.page, "Delete my account").click();
  const dialog = gone.page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill("not the one");
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await dialog.getByText("Wrong password").waitFor();
  await dialog.getByLabel("Your password").fill(password);
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await gone.page.getByText("Your account has been deleted.").waitFor();
  await until(() => gone.page.evaluate(isEmpty));
  await gone.page.waitForURL(({ pathname }) => pathname === "/");

  await left.page.getByRole("log").getByText("Deleted account left the trio").waitFor();
  await until(async () => await left.page.getByText("My words of before").count() === 0);
  await until(async () => await left.page.getByText(body.user.username).count() === 0);
  await left.page.locator(".said.hue-0 .said-name").getByText("Deleted account").waitFor();
  await left.page.reload();
  await left.page.getByRole("log").getByText("Deleted account left the trio").waitFor();
  for (const guest of [gone, left]) await leave({ name: "", ...guest }, refused);
}

async function logOutOffline({ browser, url }: House): Promise<void> {
  const person = await arrive(url, "olga");
  const guest = await letIn(browser, { url, path: "/groups", person });
  const { page, context } = guest;
  await page.getByText(/^Two seats are free/).waitFor();
  // Loaded with the menu, which may have been opened before.
  await button(page, /Menu$/).click();
  await button(page, "Log out").waitFor();
  await context.setOffline(true);
  await button(page, "Log out").click();
  await page.getByText("You’re logged out on this device. We’ll tell the server").waitFor();
  await until(() => page.evaluate(isEmpty));
  assert.equal((await person.get("/api/me")).status, 200);
  await context.setOffline(false);
  await until(async () => (await person.get("/api/me")).status === 401);
  await context.close();
}

async function prove({ browser, url }: House): Promise<void> {
  const visitor = await visit(browser, url, "nina", { locale: "en-GB" });
  const { page } = visitor;
  const challenge = { challenge: "a-challenge", bits: 12 };
  let proof: { readonly challenge: string; readonly nonce: string } | undefined;
  await page.route("**/api/users", async (route) => {
    const { proof: given, ...body } = route.request().postDataJSON();
    proof = given;
    if (given) return await route.continue({ postData: JSON.stringify(body) });
    await route.fulfill({
      status: 403,
      contentType: "application/problem+json",
      json: { code: "proof_required", ...challenge },
    });
  });
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = () => void seen.push(document.querySelector("form")?.textContent ?? "");
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  await signUp(visitor, english);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  assert.ok(seen.some((text) => text.includes("A quick check first")), `${seen}`);
  assert.equal(proof?.challenge, "a-challenge");
  assert.match(proof?.nonce ?? "", /^\d+$/);
  await leave(visitor, /status of 403/);
}

async function requireTrust({ browser, url }: House): Promise<void> {
  const visitor = await visit(browser, url, "tess", { locale: "en-GB" });
  const { page } = visitor;
  const answer = await page.request.get("/");
  const policy = answer.headers()["content-security-policy"] ?? "";
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.match(policy, /trusted-types trio(;|$)/);
  const isRefused = await page.evaluate(() => {
    try {
      document.createElement("div").innerHTML = "<p>";
      return false;
    } catch {
      return true;
    }
  });
  assert.ok(isRefused, "The browser asks for no trust");
  await until(() =>
    page.evaluate(() => navigator.serviceWorker.getRegistration().then((one) => one !== undefined))
  );
  await signUp(visitor, english);
  await openAccount(page);
  // The test's own attempt, and nothing else.
  await leave(visitor, /TrustedHTML/);
}
