// The cookie banner, with and without JavaScript: choices persist, and nothing is set before one.

import { withPage } from "../lib/browser.mjs";
import { assert } from "../lib/report.mjs";

const ASK = '[data-message="ask"]';

export async function cookies({ report, browser, base, disclosure }) {
  const names = async (context) => (await context.cookies(base)).map((cookie) => cookie.name).sort().join(" ");

  for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

    await report.check(`no cookie is set before a choice, ${how}`, async () => {
      await withPage(browser, base, { javaScriptEnabled }, async (page, context) => {
        await page.goto(base + disclosure);
        await page.goto(`${base}/cookies`);
        assert((await names(context)) === "", await names(context));
      });
    });

    for (const choice of ["accepted", "rejected"]) {
      await report.check(`cookies ${choice}: told so, and not asked again, ${how}`, async () => {
        await withPage(browser, base, { javaScriptEnabled }, async (page, context) => {
          await page.goto(base + disclosure);
          await page.click(`${ASK} button[value=${choice}]`);
          await page.locator(`[data-message="${choice}"]`).waitFor({ state: "visible" });
          assert((await names(context)) === "cookie_choice", await names(context));
          await page.click(`[data-message="${choice}"] [data-hide-banner]`);
          await page.locator(`[data-message="${choice}"]`).waitFor({ state: "hidden" });
          await page.goto(base + disclosure);
          assert((await page.locator("[data-cookie-banner]").count()) === 0, "asked again");
        });
      });
    }

    await report.check(`customise: display settings are kept, and removed on rejecting, ${how}`, async () => {
      await withPage(browser, base, { javaScriptEnabled }, async (page, context) => {
        await page.goto(`${base}/display`);
        await page.check("#text-largest");
        await page.check("#colours-dark");
        await page.click("main button[type=submit]");
        await page.locator(".govuk-notification-banner").waitFor();
        await page.goto(base + disclosure);
        assert((await page.getAttribute("html", "data-text")) === "largest", "text size is lost");
        assert((await page.getAttribute("html", "data-colours")) === "dark", "colours are lost");
        await page.goto(`${base}/cookies`);
        await page.check("#choice-rejected");
        await page.click("main button[type=submit]");
        await page.locator(".govuk-notification-banner").waitFor();
        assert((await names(context)) === "cookie_choice", await names(context));
        await page.goto(base + disclosure);
        assert((await page.getAttribute("html", "data-text")) === null, "the settings are still applied");
      });
    });
  }

  await report.check("a choice that could not be stored is told as a technical problem", async () => {
    await withPage(browser, base, {}, async (page, context) => {
      await page.goto(base + disclosure);
      await context.route("**/cookies", (route) => route.abort());
      await page.click(`${ASK} button[value=accepted]`);
      const failed = page.locator('[data-message="failed"]');
      await failed.waitFor({ state: "visible" });
      assert((await failed.innerText()).includes("Sorry, there was a technical problem. Please try again."), "other words");
    });
  });

  await report.check("a browser that refuses cookies is told so without JavaScript", async () => {
    await withPage(browser, base, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${base}${disclosure}?cookies=accepted`);
      assert(await page.isVisible('[data-message="failed"]'), "no word about it");
    });
  });
}
