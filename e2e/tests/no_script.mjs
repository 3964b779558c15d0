// Every page says all it has to say without JavaScript, and nothing is refused by the site's own policy with it.

import { withPage } from "../lib/browser.mjs";
import { assert } from "../lib/report.mjs";

export async function noScript({ report, browser, base, pages }) {
  const words = (text) => text.replaceAll(/\s+/g, " ").trim();
  for (const { address } of pages) {
    await report.check(`without JavaScript ${address}`, async () => {
      const texts = [];
      for (const javaScriptEnabled of [true, false]) {
        await withPage(browser, base, { javaScriptEnabled }, async (page) => {
          const complaints = [];
          page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
          page.on("pageerror", (error) => complaints.push(String(error)));
          await page.goto(base + address, { waitUntil: "load" });
          texts.push(words(await page.innerText("main")));
          assert(complaints.length === 0, complaints.join("\n"));
        });
      }
      assert(texts[0] === texts[1], "the text differs with and without JavaScript");
    });
  }

  await report.check("feedback: errors are told beside the field, nothing typed is lost, and it can be sent", async () => {
    await withPage(browser, base, { javaScriptEnabled: false }, async (page) => {
      await page.goto(`${base}/feedback?page=/safety`);
      await page.click("main button[type=submit]");
      assert((await page.title()).startsWith("Error: "), "the title does not say that there is an error");
      assert(await page.isVisible("#comment-error"), "no error beside the field");
      await page.fill("#comment", "x".repeat(3001));
      await page.check("#rating-easy");
      await page.click("main button[type=submit]");
      assert((await page.inputValue("#comment")).length === 3001, "what was typed is lost");
      assert(await page.isChecked("#rating-easy"), "what was chosen is lost");
      await page.fill("#comment", "The page is easy to read.");
      await page.click("main button[type=submit]");
      assert(page.url() === `${base}/feedback/sent`, page.url());
    });
  });
}
