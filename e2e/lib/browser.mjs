// Chromium as installed on the machine, cut off from everything but the site under test.

import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const NARROW = { width: 375, height: 812 };
export const WIDE = { width: 1280, height: 900 };

/// One browser with an own, empty profile. Contexts made in it share nothing.
export async function withBrowser(body) {
  const profile = await mkdtemp(join(tmpdir(), "candour-e2e-"));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
    // Readers have the back/forward cache, and a quick exit must hold against it.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    env: { ...process.env, HOME: profile },
  });
  try {
    return await body(browser);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/// A page of its own context. Requests that leave the site get an answer from here: no test touches the network, and
/// the exit address is "elsewhere" whatever it is.
export async function withPage(browser, base, options, body) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const origin = new URL(base).origin;
  await context.route(
    (url) => url.origin !== origin,
    (route) => route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html><title>Elsewhere</title><p>Elsewhere" }),
  );
  try {
    return await body(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

/// Does something with each of these, as many at once as there are processors. Each needs a context of its own.
export async function sideBySide(items, body) {
  const waiting = [...items];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await body(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, work));
}
