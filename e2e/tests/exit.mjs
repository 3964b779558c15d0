// Quick exit: where it leads, what it leaves behind, and when its keys hold still.

import { withPage } from "../lib/browser.mjs";
import { assert } from "../lib/report.mjs";

const ELSEWHERE = "Elsewhere";
const BUTTON = ".govuk-exit-this-page__button";

export async function exit({ report, browser, base, authority, disclosure }) {
  const left = (page) => page.waitForFunction((title) => document.title === title, ELSEWHERE, { timeout: 5000 });
  const stays = async (page) => {
    await page.waitForTimeout(300);
    assert((await page.title()) !== ELSEWHERE, "the page was left");
  };
  // What somebody sees who presses Back: never text of ours.
  const shows = async (page) => {
    await page.waitForTimeout(500);
    return page.evaluate(() => (document.title === "Elsewhere" ? "" : document.body.innerText.trim()));
  };

  for (const [name, leave] of [
    ["the button", (page) => page.click(BUTTON)],
    ["Shift three times", async (page) => { for (let i = 0; i < 3; i += 1) await page.keyboard.press("Shift"); }],
    ["Escape", (page) => page.keyboard.press("Escape")],
  ]) {
    await report.check(`after ${name} Back does not show the page that was left, nor the one before`, async () => {
      await withPage(browser, base, {}, async (page, context) => {
        await page.goto(`${base}${authority}`);
        await page.goto(base + disclosure);
        await leave(page);
        await left(page);
        for (let back = 0; back < 2; back += 1) {
          await page.goBack({ waitUntil: "commit", timeout: 3000 }).catch(() => {});
          const text = await shows(page);
          assert(text === "" || text === ELSEWHERE, `Back shows: ${text.slice(0, 80)}`);
        }
        assert((await context.cookies(base)).length === 0, "cookies of ours are left");
      });
    });
  }

  await report.check("after an exit, coming back on purpose shows the page", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(base + disclosure);
      await page.click(BUTTON);
      await left(page);
      await page.goto(base + disclosure);
      assert(await page.isVisible("h1"), "the page is hidden");
      assert((await page.evaluate(() => sessionStorage.length)) === 0, "the note of the exit is still there");
    });
  });

  await report.check("cookies of ours are deleted by an exit", async () => {
    await withPage(browser, base, {}, async (page, context) => {
      await page.goto(base + disclosure);
      await page.click("button[value=accepted]");
      await page.waitForFunction(() => document.cookie.includes("cookie_choice"));
      await page.click(BUTTON);
      await left(page);
      assert((await context.cookies(base)).length === 0, "a cookie is left");
    });
  });

  await report.check("Shift tells its progress, spoken and with lights", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(base + disclosure);
      await page.keyboard.press("Shift");
      const spoken = await page.textContent(".govuk-exit-this-page [role=status]");
      assert(/2 more times/.test(spoken), `spoken: ${spoken}`);
      const lights = await page.locator(".govuk-exit-this-page__indicator-light--on").count();
      assert(lights === 1, `${lights} lights are on`);
    });
  });

  await report.check("Shift with a letter is typing, not leaving", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(`${base}/feedback`);
      await page.focus("textarea");
      for (let i = 0; i < 4; i += 1) {
        await page.keyboard.press("Shift+KeyA");
      }
      await stays(page);
    });
  });

  await report.check("Escape does nothing inside a field, a form or a dialog", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(`${base}${authority}/disclosures`);
      await page.focus("#q");
      await page.keyboard.press("Escape");
      await stays(page);
      await page.focus("[data-cookie-banner] button");
      await page.keyboard.press("Escape");
      await stays(page);
      await page.evaluate(() => {
        const dialog = document.createElement("dialog");
        document.body.append(dialog);
        dialog.showModal();
      });
      await page.keyboard.press("Escape");
      await stays(page);
    });
  });

  await report.check("Escape does nothing on a page that is a form", async () => {
    await withPage(browser, base, {}, async (page) => {
      await page.goto(`${base}/feedback`);
      await page.keyboard.press("Escape");
      await stays(page);
    });
  });

  await report.check("the screen is blank at once, even when the other site does not answer", async () => {
    await withPage(browser, base, {}, async (page, context) => {
      await context.route(
        (url) => url.origin !== new URL(base).origin,
        (route) => setTimeout(() => route.abort().catch(() => {}), 3000),
      );
      await page.goto(base + disclosure);
      const now = await page.evaluate((button) => {
        document.querySelector(button).click();
        return { title: document.title, heading: document.querySelector("h1").getClientRects().length };
      }, BUTTON);
      assert(now.heading === 0, "the heading is still on the screen");
      assert(now.title === "Loading", "the title still names the page");
    });
  });

  await report.check("without JavaScript the button leads elsewhere and clears cookies", async () => {
    await withPage(browser, base, { javaScriptEnabled: false }, async (page, context) => {
      await page.goto(base + disclosure);
      await page.click("button[value=rejected]");
      assert((await context.cookies(base)).length === 1, "the choice was not stored");
      await page.click(BUTTON);
      await page.waitForURL((url) => url.origin !== new URL(base).origin);
      assert((await context.cookies(base)).length === 0, "a cookie is left");
    });
  });
}
