// Searching the log: without JavaScript, by keyboard alone, and without leaving anything behind.

import { NARROW, withPage } from "../lib/browser.mjs";
import { assert } from "../lib/report.mjs";

export async function search({ report, browser, base, authority }) {
  const log = `${base}${authority}/disclosures`;

  await report.check("without JavaScript: search, narrow down, take a filter off, open the answer", async () => {
    await withPage(browser, base, { javaScriptEnabled: false }, async (page) => {
      await page.goto(log);
      await page.fill("#q", "review caseload");
      await page.click("#search button[type=submit]");
      assert(page.url().includes("q=review+caseload"), `the address is ${page.url()}`);
      assert((await page.locator("mark").count()) > 0, "no word is marked");
      await page.locator(".candour-filters input[name=outcome]").first().check();
      await page.click(".candour-filters button[type=submit]");
      assert(page.url().includes("outcome=") && page.url().includes("q=review"), `the address is ${page.url()}`);
      await page.locator(".candour-chip").first().click();
      assert(!page.url().includes("outcome="), `the filter is still in ${page.url()}`);
      assert((await page.inputValue("#q")) === "review caseload", "the words are lost");
      await page.locator(".candour-entry h3 a").first().click();
      assert(page.url().includes("/d/"), `no answer but ${page.url()}`);
    });
  });

  await report.check("a hit in an attachment leads to its page in the reading version", async () => {
    await withPage(browser, base, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${log}?q=caseload`);
      const link = page.locator('.candour-where a[href*="#page-"]').first();
      await link.click();
      assert(/\.html#page-\d+$/.test(page.url()), `the address is ${page.url()}`);
      const anchor = new URL(page.url()).hash;
      assert((await page.locator(anchor).count()) === 1, `there is no ${anchor} on the page`);
    });
  });

  await report.check("by keyboard alone: from the search box to the first answer", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(log);
      await page.focus("#q");
      await page.keyboard.type("caseload");
      await page.keyboard.press("Enter");
      await page.waitForURL(/q=caseload/);
      for (let step = 0; step < 80; step += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(() => document.activeElement.matches(".candour-entry h3 a"))) {
          await page.keyboard.press("Enter");
          await page.waitForURL("**/d/**");
          return;
        }
      }
      throw new Error("the focus never gets to an answer");
    });
  });

  await report.check("on a phone the answers come before the filters are opened", async () => {
    await withPage(browser, base, { viewport: NARROW }, async (page) => {
      await page.goto(`${log}?q=caseload`);
      assert(!(await page.locator(".candour-filters h2").isVisible()), "the filters are open");
      assert(await page.locator(".candour-entry h3 a").first().isVisible(), "no answer can be seen");
      await page.click(".candour-filters summary");
      assert(await page.locator(".candour-filters h2").isVisible(), "the filters do not open");
    });
  });

  await report.check("where nothing is found the page says what to do", async () => {
    await withPage(browser, base, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${log}?q=zzqqxx`);
      assert(await page.locator(`main a[href="${authority}/make-a-request"]`).first().isVisible(), "no way to ask");
      assert(/No answers/.test(await page.innerText("#results")), "no word about it");
    });
  });

  await report.check("a search leaves nothing in the browser but its address", async () => {
    await withPage(browser, base, {}, async (page, context) => {
      await page.goto(`${log}?q=caseload`);
      const kept = await page.evaluate(() => localStorage.length + sessionStorage.length);
      assert(kept === 0 && (await context.cookies()).length === 0, "something is kept");
      assert((await page.locator('meta[name=robots][content=noindex]').count()) === 1, "search engines may keep it");
    });
  });
}
