// Real Chromium, with an empty profile, and people who use the page in it as a person does: by what
// they read and by their keys. Everything that a page complains of is kept, for a test to look at
// in the end.

import assert from "node:assert/strict";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright, type Page } from "playwright-core";

/** Longer than a slow machine needs; only a page that never gets there waits so long. */
const patienceMs = 90_000;

/**
 * The package's own switches that would make this browser laxer than people's, or put every page in
 * one process.
 */
const unwanted = [
  "--single-process",
  "--no-zygote",
  "--disable-web-security",
  "--disable-site-isolation-trials",
  "--allow-running-insecure-content",
];
const quiet = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function openBrowser(): Promise<Browser> {
  const args = [...chromium.args.filter((arg) => !unwanted.includes(arg)), ...quiet];
  return await playwright.launch({ executablePath: await chromium.executablePath(), args });
}

export interface Visitor {
  readonly name: string;
  readonly page: Page;
  /** Errors of scripts, of the console and of the content policy. */
  readonly complaints: string[];
}

export interface VisitorOptions {
  readonly locale: "fr-FR" | "en-GB";
  readonly width?: number;
}

/** Both languages of the page, so that all who visit may meet, the page's own one first. */
function spokenFrom(locale: VisitorOptions["locale"]): string[] {
  return locale === "fr-FR" ? ["fr-FR", "en"] : ["en-GB", "fr"];
}

/** A person with a browser of their own, at the first page. */
export async function visit(
  browser: Browser,
  url: string,
  name: string,
  options: VisitorOptions,
): Promise<Visitor> {
  const { locale, width = 1000 } = options;
  const spoken = spokenFrom(locale);
  const context = await browser.newContext({
    locale,
    baseURL: url,
    viewport: { width, height: 740 },
    extraHTTPHeaders: { "Accept-Language": spoken.join(",") },
  });
  context.setDefaultTimeout(patienceMs);
  await context.addInitScript(speak, spoken);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("response", (response) => {
    const policy = response.headers()["content-security-policy"];
    if (response.request().isNavigationRequest() && !policy) {
      complaints.push(`no content policy: ${response.url()}`);
    }
  });
  await page.goto("/");
  return { name, page, complaints };
}

/** Runs in the page. */
function speak(languages: readonly string[]): void {
  Object.defineProperty(navigator, "languages", { get: () => languages });
}

/** The words of the page that a journey goes by. */
export interface Words {
  readonly signUpTab: string;
  readonly logInTab: string;
  readonly signUp: string;
  readonly username: string;
  readonly password: string;
  readonly birthDate: string;
  readonly female: string;
  readonly open: RegExp;
  /** Opens the wish for a trio, or for another one. */
  readonly begin: RegExp;
  readonly find: string;
  readonly write: string;
  readonly openChat: string;
  readonly leave: string;
}

export const english: Words = {
  signUpTab: "Create an account",
  logInTab: "Log in",
  signUp: "Create my account",
  username: "Username",
  password: "Password",
  birthDate: "Birth date",
  female: "Female",
  open: /^Anyone/,
  begin: /^Find (two people|another trio)$/,
  find: "Find my trio",
  write: "Write a message",
  openChat: "Say hello",
  leave: "Leave",
};

export const french: Words = {
  signUpTab: "Créer un compte",
  logInTab: "Se connecter",
  signUp: "Créer mon compte",
  username: "Nom d’utilisateur",
  password: "Mot de passe",
  birthDate: "Date de naissance",
  female: "Femme",
  open: /^Peu importe/,
  begin: /^Trouver (deux personnes|un autre trio)$/,
  find: "Trouver mon trio",
  write: "Écris un message",
  openChat: "Dire bonjour",
  leave: "Quitter",
};

/**
 * Creates an account through the form, and waits for the second page, or for where they wanted to
 * go.
 */
export async function signUp(
  { page, name }: Visitor,
  words: Words,
  then = "**/groups",
): Promise<void> {
  await page.getByRole("tab", { name: words.signUpTab }).click();
  await page.getByLabel(words.username).fill(name);
  await page.getByLabel(words.password, { exact: true }).fill("walnut-orbit-71");
  await page.getByLabel(words.birthDate).fill("1996-05-04");
  await page.getByLabel(words.female).check();
  await page.getByRole("button", { name: words.signUp }).click();
  await page.waitForURL(then);
}

/** Opens the menu of the bar, in either language, once the page is there. */
export async function openMenu(page: Page): Promise<void> {
  // The bar that stands above the outline of a page goes with that, and so does its open menu.
  await page.locator("main:not([aria-busy=true])").waitFor();
  await page.getByRole("button", { name: /Menu$/ }).click();
}

/** Goes to the account's page by the menu, as whoever speaks English. */
export async function openAccount(page: Page): Promise<void> {
  await openMenu(page);
  await page.getByRole("link", { name: "Account", exact: true }).click();
  await page.getByRole("heading", { name: "Your account", exact: true }).waitFor();
}

/** Opens the wish, where it is not open. */
export async function openWish({ page }: Pick<Visitor, "page">, words: Words): Promise<void> {
  const begin = page.getByRole("button", { name: words.begin });
  const find = page.getByRole("button", { name: words.find });
  await begin.or(find).waitFor();
  if (await begin.isVisible()) await begin.click();
}

/** Asks to be matched with anyone. */
export async function askForAnyone(visitor: Pick<Visitor, "page">, words: Words): Promise<void> {
  const { page } = visitor;
  await openWish(visitor, words);
  await page.getByRole("radio", { name: words.open }).check();
  await page.getByRole("button", { name: words.find }).click();
}

/** Writes a line in the open chat and sends it by Enter. */
export async function say({ page }: Visitor, words: Words, text: string): Promise<void> {
  await page.getByLabel(words.write).fill(text);
  await page.getByLabel(words.write).press("Enter");
}

/** The texts of the open chat, from the first to the last, acknowledged ones alone. */
export async function textsOf({ page }: Visitor): Promise<string[]> {
  return await page.locator(".said:not(.pending) .bubble").allInnerTexts();
}

/** Waits until the chat shows a text as acknowledged. */
export async function sees({ page }: Visitor, text: string): Promise<void> {
  await page.locator(".said:not(.pending) .bubble", { hasText: text }).waitFor();
}

/** Fails when the page is wider than its window. */
export async function assertFits({ page }: Visitor, where: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(over, 0, `${where} is ${over} px wider than the window`);
}
