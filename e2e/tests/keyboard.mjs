// A journey by keyboard alone: from the home page to an answer, with the focus visible at each step.

import { withPage } from "../lib/browser.mjs";
import { assert } from "../lib/report.mjs";

export async function keyboard({ report, browser, base, authority }) {
  await report.check("by keyboard alone from the home page to an answer and its file", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(base);
      await tabTo(page, (focus) => focus.href === base + authority);
      await page.keyboard.press("Enter");
      await page.waitForURL(`**${authority}`);
      await tabTo(page, (focus) => focus.href.endsWith("/disclosures"));
      await page.keyboard.press("Enter");
      await page.waitForURL("**/disclosures");
      await tabTo(page, (focus) => focus.href.includes("/d/"));
      await page.keyboard.press("Enter");
      await page.waitForURL("**/d/**");
      assert(await page.isVisible("h1"), "no answer is shown");
    });
  });

  await report.check("the skip link comes before the page and leads to its content", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(`${base}${authority}`);
      await tabTo(page, (focus) => focus.href.endsWith("#main-content"));
      await page.keyboard.press("Enter");
      const focused = await page.evaluate(() => document.activeElement.id);
      assert(focused === "main-content", `the focus is on ${focused || "nothing"}`);
    });
  });

  await report.check("an error moves the focus to its summary", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(`${base}/feedback`);
      await tabTo(page, (focus) => focus.text === "Send feedback");
      await page.keyboard.press("Enter");
      await page.locator(".govuk-error-summary").waitFor();
      // The script that moves it runs once the page is there.
      await page.waitForFunction(() => document.activeElement.matches(".govuk-error-summary"), null, { timeout: 5000 });
    });
  });
}

/// Presses Tab until the focus is where it is wanted. Each stop must show its focus.
async function tabTo(page, wanted) {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const shown = style.outlineStyle !== "none" || style.boxShadow !== "none" || element.matches(":is(input, body)");
      return { href: element.href ?? "", text: (element.innerText ?? "").trim(), shown, html: element.outerHTML.slice(0, 120) };
    });
    assert(focus.shown, `the focus cannot be seen on ${focus.html}`);
    if (wanted(focus)) {
      return;
    }
  }
  throw new Error("the focus never gets there");
}
