// Browser tests of a running site: node e2e/run.mjs http://127.0.0.1:8080 [--only NAME] [--states SITE] [--record FILE]
//
// SITE is the sample site with every state of every page: cargo run -p candour-web --example sample_site -- ADDRESS states
// Prints a line for each check and ends with "N passed, N failed"; exit code 1 if any failed.

import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { withBrowser } from "./lib/browser.mjs";
import { pagesOf } from "./lib/pages.mjs";
import { SAMPLE_STATES } from "./lib/states.mjs";
import { Report, assert } from "./lib/report.mjs";
import { accessibility } from "./tests/accessibility.mjs";
import { ask } from "./tests/ask.mjs";
import { cookies } from "./tests/cookies.mjs";
import { exit } from "./tests/exit.mjs";
import { html } from "./tests/html.mjs";
import { keyboard } from "./tests/keyboard.mjs";
import { noScript } from "./tests/no_script.mjs";
import { search } from "./tests/search.mjs";
import { stateHtml, states, trees } from "./tests/states.mjs";

const SUITES = { ask, exit, cookies, keyboard, noScript, search, html, accessibility };
// Those that need the sample site.
const STATE_SUITES = { states, trees, stateHtml };

// What a suite is called in the accessibility statement.
const WORDS = {
  ask: "Asking for information, with and without JavaScript and by keyboard",
  exit: "Leaving the site quickly, by button and by keys",
  cookies: "Choices about cookies, with and without JavaScript",
  keyboard: "Using the site with a keyboard alone",
  noScript: "Using the site without JavaScript",
  search: "Searching, without JavaScript and by keyboard",
  html: "Nu HTML checker: sound HTML",
  accessibility: "axe: WCAG 2.2 A and AA, in light, dark, forced and high-contrast colours, with the largest text, and enlarged to 400%",
  states: "The same for every state of every page: errors, nothing found, words without end, Welsh, every stage of a request",
  trees: "Accessibility trees: what is told to a screen reader is what was reviewed",
  stateHtml: "Nu HTML checker: every state of every page",
};

const [address, ...rest] = process.argv.slice(2);
const flags = new Map();
for (let at = 0; at < rest.length; at += 2) {
  flags.set(rest[at], rest[at + 1]);
}
const [only, record, statesAddress] = ["--only", "--record", "--states"].map((flag) => flags.get(flag) ?? null);
const known = { ...SUITES, ...STATE_SUITES };
const isWrong = [...flags].some(([flag, value]) => !["--only", "--record", "--states"].includes(flag) || !value);
if (!address || isWrong || (only && !known[only]) || (STATE_SUITES[only] && !statesAddress)) {
  console.error(`usage: node run.mjs BASE_URL [--only ${Object.keys(known).join("|")}] [--states SITE] [--record FILE]`);
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
  for (const [name, suite] of Object.entries(known)) {
    if ((!only || only === name) && (statesAddress || !STATE_SUITES[name])) {
      const before = { checks: report.passed, problems: report.failures.length };
      await suite(STATE_SUITES[name] ? { ...site, base: statesAddress.replace(/\/$/, "") } : site);
      const problems = report.failures.length - before.problems;
      report.tested.push({ what: WORDS[name] ?? name, checks: report.passed - before.checks + problems, problems });
    }
  }
});
// What the accessibility statement shows: as it was, problems included.
if (record) {
  const tested_on = new Date().toISOString().slice(0, 10);
  const looked = whole.length + (statesAddress ? SAMPLE_STATES.length : 0);
  await writeFile(record, `${JSON.stringify({ tested_on, pages: looked, results: report.tested }, null, 1)}\n`);
}
process.exit(report.finish());
