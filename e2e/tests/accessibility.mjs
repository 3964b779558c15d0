// axe with the rules of WCAG 2.2 A and AA: no violation on any page, narrow and wide, light and dark.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { NARROW, WIDE, sideBySide, withPage } from "../lib/browser.mjs";
import { STATES } from "../lib/pages.mjs";
import { assert } from "../lib/report.mjs";

export const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const ALL = [
  { name: "375", options: { viewport: NARROW } },
  { name: "1280", options: { viewport: WIDE } },
  { name: "dark", options: { viewport: WIDE, colorScheme: "dark" } },
  { name: "320", options: { viewport: { width: 320, height: 640 }, forcedColors: "active" } },
  // A screen of 1280 by 1024 pixels at 400% (WCAG 1.4.10).
  { name: "400%", options: { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 } },
  { name: "768", options: { viewport: { width: 768, height: 1024 } }, display: "largest.contrast.on" },
];

/// Every look, or the one that CANDOUR_LOOK names.
export const LOOKS = ALL.filter(({ name }) => [undefined, name].includes(process.env.CANDOUR_LOOK));

/// A page in a look.
export async function withLook(browser, base, look, body) {
  // The policy of the site would refuse axe as an inline script; what axe looks at is not changed by that.
  await withPage(browser, base, { ...look.options, bypassCSP: true }, async (page, context) => {
    if (look.display) {
      const cookies = { cookie_choice: "accepted", display: look.display };
      await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url: base })));
    }
    await body(page);
  });
}

/// Keeps a picture of the page and judges it. Of a page without end only the beginning is kept.
export async function judge(page, picture, isLong) {
  const clip = isLong ? { x: 0, y: 0, width: page.viewportSize().width, height: 3000 } : undefined;
  await page.screenshot({ path: picture, fullPage: true, scale: "css", clip });
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), TAGS);
  const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 300)).join(" | ")}`);
  assert(violations.length === 0, told.join("\n"));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert(overflow <= 0, `the page is ${overflow} px wider than the window`);
}

export async function accessibility({ report, browser, base, pages, screenshots }) {
  await mkdir(screenshots, { recursive: true });
  const addresses = [...pages.map((page) => page.address), ...STATES];
  await sideBySide(LOOKS, (look) =>
    withLook(browser, base, look, async (page) => {
      for (const address of addresses) {
        await report.check(`axe ${look.name} ${address}`, async () => {
          await page.goto(base + address, { waitUntil: "load" });
          const file = `${look.name}${address.replaceAll(/[^a-zA-Z0-9.]+/g, "_")}.png`;
          await judge(page, join(screenshots, file));
        });
      }
    }),
  );
}
