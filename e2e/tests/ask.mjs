// Asking for information and following the request: with and without JavaScript, by keyboard, with errors; every page
// judged by axe and wide enough for a phone.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { NARROW, WIDE, withPage } from "../lib/browser.mjs";
import { TAGS } from "./accessibility.mjs";
import { assert } from "../lib/report.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const REQUEST = "About zebras:\n1. How many zebras were counted in 2025? Ring me on 01632 960 123.\n2. Where did they graze?";
/// A form that comes back sooner was not read by a person.
const READING_MS = 4500;

const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForLoadState();
};

/// From the first question to the list of answers; `see` is called on every page on the way.
async function fillIn(page, base, authority, see) {
  await page.goto(`${base}${authority}/make-a-request`);
  await see("ask-start");
  await page.getByRole("button", { name: "Start now" }).click();
  await see("ask-request");
  await press(page, "Continue");
  await page.locator("#request-error").waitFor();
  assert((await page.title()).startsWith("Error: "), "the title does not say that there is an error");
  await see("ask-request-error");
  await page.fill("#request", REQUEST);
  await press(page, "Continue");
  await page.locator("#question-2, h1:has-text('This may be answered already')").first().waitFor({ state: "attached" });
  if (await page.isVisible("text=This may be answered already")) {
    await see("ask-published");
    await press(page, "Continue with my request");
  }
  await see("ask-questions");
  assert((await page.inputValue("#question-2")).startsWith("Where did they graze"), "the questions are not divided");
  await press(page, "Continue");
  await see("ask-personal");
  await press(page, "Continue without changing it");
  await see("ask-name");
  await page.fill("#name", "anonymous");
  await page.keyboard.press("Enter");
  await page.locator("#name-error").waitFor();
  assert((await page.inputValue("#name")) === "anonymous", "what was typed is lost");
  await see("ask-name-error");
  await page.fill("#name", "Alex Example");
  await press(page, "Back");
  assert((await page.inputValue("#question-1")).startsWith("How many zebras"), "going back loses the questions");
  await press(page, "Continue");
  assert((await page.inputValue("#name")) === "Alex Example", "going back loses the name");
  await press(page, "Continue");
  await page.fill("#email", "alex");
  await press(page, "Continue");
  await page.locator("#email-error").waitFor();
  await see("ask-reply-error");
  await page.fill("#email", "alex@example.org");
  await press(page, "Continue");
  await see("ask-check");
  await page.waitForTimeout(READING_MS);
}

async function send(page, see) {
  await press(page, "Send my request");
  await see("ask-sent");
  return page.getByRole("link", { name: "Go to the page of your request" }).getAttribute("href");
}

export async function ask({ report, browser, base, authority, screenshots }) {
  await mkdir(screenshots, { recursive: true });
  const nothing = async () => {};
  const judge = (look) => async (name, page) => {
    await page.screenshot({ path: join(screenshots, `${look}_${name}.png`), fullPage: true });
    await page.evaluate(axe);
    const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), TAGS);
    const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
    assert(violations.length === 0, `${name}: ${told.join("\n")}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert(overflow <= 0, `${name} is ${overflow} px wider than the window`);
  };

  let link = "";
  for (const [look, options] of [
    ["375", { viewport: NARROW }],
    ["768", { viewport: { width: 768, height: 1024 } }],
    ["1280", { viewport: WIDE }],
    ["dark", { viewport: WIDE, colorScheme: "dark" }],
    ["320", { viewport: { width: 320, height: 640 }, forcedColors: "active" }],
  ]) {
    await report.check(`a request is asked, sent and followed, each page judged by axe (${look})`, async () => {
      await withPage(browser, base, { ...options, bypassCSP: true }, async (page) => {
        const see = (name) => judge(look)(name, page);
        await fillIn(page, base, authority, see);
        link = base + (await send(page, see));
        await page.goto(link);
        await see("status");
        for (const what of ["reply", "withdraw"]) {
          await page.goto(`${link}/${what}`);
          await see(`status-${what}`);
        }
        await page.goto(`${link}/reply`);
        await press(page, "Send");
        await see("status-reply-error");
        await page.fill("#message", "By month, please.");
        await press(page, "Send");
        await see("status-done");
      });
    });
  }

  await report.check("without JavaScript a request is asked, sent, followed and taken back", async () => {
    await withPage(browser, base, { javaScriptEnabled: false }, async (page, context) => {
      await fillIn(page, base, authority, nothing);
      const own = base + (await send(page, nothing));
      await page.goto(own);
      await page.getByRole("link", { name: "Take the request back" }).click();
      await press(page, "Take my request back");
      assert(await page.isVisible("text=You took the request back."), "the page does not say that it is taken back");
      assert((await context.cookies()).length === 0, "a cookie was set");
    });
  });

  await report.check("by keyboard alone from the start page to the list of answers", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(`${base}${authority}/make-a-request/new`);
      await page.focus("#request");
      await page.keyboard.type("How many zebras were counted?");
      for (const heading of ["Your question", "What is your name?"]) {
        await reach(page, "Continue");
        await page.keyboard.press("Enter");
        await page.waitForFunction((words) => document.querySelector("h1").innerText.startsWith(words), heading);
      }
      for (const [field, words, heading] of [
        ["name", "Alex Example", "Where shall we send"],
        ["email", "alex@example.org", "Check your request"],
      ]) {
        await page.focus(`#${field}`);
        await page.keyboard.type(words);
        await page.keyboard.press("Enter");
        await page.waitForFunction((text) => document.querySelector("h1").innerText.startsWith(text), heading);
      }
      assert((await page.title()).startsWith("Check your request"), await page.title());
    });
  });

  await report.check("the secret of the link is in no request to elsewhere and in no referrer", async () => {
    await withPage(browser, base, {}, async (page) => {
      const secret = link.split("/").pop();
      const seen = [];
      page.on("request", (request) => seen.push(`${request.url()} ${request.headers().referer ?? ""}`));
      await page.goto(link);
      await page.getByRole("link", { name: "staying safe on this site", exact: true }).click();
      await page.getByRole("link", { name: "Feedback", exact: true }).click();
      const told = seen.filter((line) => line.includes(secret) && !line.startsWith(`${link} `));
      assert(told.length === 0, told.join("\n"));
    });
  });
}

/// Presses Tab until the focus is on the button with these words.
async function reach(page, words) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    const text = await page.evaluate(() => (document.activeElement.innerText ?? "").trim());
    if (text.startsWith(words)) {
      return;
    }
  }
  throw new Error(`the focus never gets to ${words}`);
}
