// Browser tests of a running site: node e2e/run.mjs http://127.0.0.1:8080 [--only NAME]
//
// Prints a line for each check and ends with "N passed, N failed"; exit code 1 if any failed.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withBrowser } from "./lib/browser.mjs";
import { pagesOf } from "./lib/pages.mjs";
import { Report, assert } from "./lib/report.mjs";
import { accessibility } from "./tests/accessibility.mjs";
import { cookies } from "./tests/cookies.mjs";
import { exit } from "./tests/exit.mjs";
import { html } from "./tests/html.mjs";
import { keyboard } from "./tests/keyboard.mjs";
import { noScript } from "./tests/no_script.mjs";
import { search } from "./tests/search.mjs";

const SUITES = { exit, cookies, keyboard, noScript, search, html, accessibility };

const [address, flag, only] = process.argv.slice(2);
if (!address || (flag && flag !== "--only") || (only && !SUITES[only])) {
  console.error(`usage: node run.mjs BASE_URL [--only ${Object.keys(SUITES).join("|")}]`);
  process.exit(2);
}
const base = address.replace(/\/$/, "");
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const report = new Report();

const pages = await pagesOf(base);
await report.check("no link of the site is broken", () => {
  const broken = pages.filter((page) => page.broken).map((page) => `${page.address} (${page.status})`);
  assert(broken.length === 0, broken.join("\n"));
});
const whole = pages.filter((page) => !page.broken);
const disclosure = whole.find((page) => /^\/[^/]+\/d\/[^/]+$/.test(page.address))?.address;
if (!disclosure) {
  console.error("the site publishes no answer: run the demonstration first");
  process.exit(2);
}

await withBrowser(async (browser) => {
  const site = {
    report,
    browser,
    base,
    pages: whole,
    disclosure,
    authority: `/${disclosure.split("/")[1]}`,
    screenshots: join(root, ".test/screenshots"),
  };
  for (const [name, suite] of Object.entries(SUITES)) {
    if (!only || only === name) {
      await suite(site);
    }
  }
});
process.exit(report.finish());
