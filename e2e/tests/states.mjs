// Every state of every page, in every look: judged by axe, never wider than its window, sound HTML, and with the
// accessibility tree that a screen reader was heard with when it was last looked at (e2e/trees).
//
// CANDOUR_UPDATE_TREES=1 writes the trees anew; the change is then reviewed like any other.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sideBySide, withPage } from "../lib/browser.mjs";
import { SAMPLE_STATES, openState } from "../lib/states.mjs";
import { assert } from "../lib/report.mjs";
import { LOOKS, judge, withLook } from "./accessibility.mjs";
import { soundHtml } from "./html.mjs";

const TREES = join(dirname(fileURLToPath(import.meta.url)), "../trees");

export async function states({ report, browser, base, screenshots }) {
  await mkdir(screenshots, { recursive: true });
  await sideBySide(LOOKS, (look) =>
    withLook(browser, base, look, async (page) => {
      for (const state of SAMPLE_STATES.filter((one) => !one.minor || look.name === "375")) {
        await report.check(`${look.name} ${state.name}`, async () => {
          await openState(page, base, state);
          if (look.name === "375") {
            const status = await page.evaluate(() => performance.getEntriesByType("navigation")[0].responseStatus);
            const expected = { "error-not-found": 404, "error-taken-down": 410, "error-failed": 500 }[state.name] ?? (state.name.endsWith("-error") && state.act ? 422 : 200);
            assert(status === expected, `the status is ${status}, not ${expected}`);
          }
          await judge(page, join(screenshots, `${look.name}_state_${state.name}.png`), state.heavy);
        });
      }
    }),
  );
}

export async function trees({ report, browser, base }) {
  await mkdir(TREES, { recursive: true });
  for (const state of SAMPLE_STATES.filter((one) => !one.minor && !one.heavy)) {
    await report.check(`the accessibility tree of ${state.name} is as it was`, async () => {
      await withPage(browser, base, {}, async (page, context) => {
        await openState(page, base, state);
        const session = await context.newCDPSession(page);
        const { nodes } = await session.send("Accessibility.getFullAXTree");
        const tree = `${written(nodes)}\n`.replaceAll(/\b[0-9A-F]{8}\b/g, "REFERENCE").replaceAll(new URL(base).origin, "SITE");
        const file = join(TREES, `${state.name}.txt`);
        if (process.env.CANDOUR_UPDATE_TREES) {
          await writeFile(file, tree);
          return;
        }
        const known = await readFile(file, "utf8").catch(() => "");
        assert(known === tree, difference(known, tree));
      });
    });
  }
}

export async function stateHtml({ report, base }) {
  const addresses = SAMPLE_STATES.filter((one) => !one.act).map((one) => one.at);
  await soundHtml(report, base, addresses);
}

/// What is said of no node: boxes for layout, and text that its parent is named by.
const SILENT = new Set(["none", "generic", "InlineTextBox", "LineBreak", "RootWebArea", "ListMarker", "presentation"]);
const TOLD = ["level", "checked", "expanded", "required", "invalid", "disabled", "hiddenRoot", "hasPopup", "live", "selected"];

/// A tree as lines: role, name, what else is said, one step to the right for each level.
function written(nodes) {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const walk = (node, depth, said) => {
    const role = node.role?.value ?? "none";
    const name = (node.name?.value ?? "").replaceAll(/\s+/g, " ").trim();
    const isSaid = role === "StaticText" && said.includes(name);
    const isShown = !node.ignored && !SILENT.has(role) && !isSaid && (role !== "StaticText" || name !== "");
    if (isShown) {
      const told = (node.properties ?? [])
        .filter(({ name: key, value }) => TOLD.includes(key) && ![false, "false", "off", undefined].includes(value.value))
        .map(({ name: key, value }) => `${key}=${value.value}`);
      const description = node.description?.value ? ` (${node.description.value.replaceAll(/\s+/g, " ").trim()})` : "";
      const value = node.value?.value !== undefined && node.value.value !== "" ? ` = ${node.value.value}` : "";
      lines.push(`${"  ".repeat(depth)}${role}${name ? ` "${name}"` : ""}${value}${told.length ? ` [${told.join(" ")}]` : ""}${description}`);
    }
    const below = isShown ? depth + 1 : depth;
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      if (child) {
        walk(child, below, isShown && name ? `${said} ${name}` : said);
      }
    }
  };
  const root = nodes.find((node) => !node.parentId);
  lines.push(`page "${root.name?.value ?? ""}"`);
  walk(root, 0, "");
  return lines.join("\n");
}

/// The first lines that differ.
function difference(known, tree) {
  const [before, after] = [known.split("\n"), tree.split("\n")];
  const at = after.findIndex((line, number) => line !== before[number]);
  const near = (lines) => lines.slice(Math.max(0, at - 2), at + 4).join("\n");
  return `from line ${at + 1} it was:\n${near(before)}\nand is:\n${near(after)}`;
}
