// The Nu HTML checker: no error in any page.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { STATES } from "../lib/pages.mjs";
import { assert } from "../lib/report.mjs";

const run = promisify(execFile);

export async function html({ report, base, pages }) {
  await soundHtml(report, base, [...pages.map((page) => page.address), ...STATES]);
}

export async function soundHtml(report, base, addresses) {
  try {
    await run("java", ["-version"]);
  } catch {
    report.skip("the Nu HTML checker", "there is no Java on this machine; install a Java runtime of version 17 or later");
    return;
  }
  const jar = createRequire(import.meta.url).resolve("vnu-jar/package.json").replace("package.json", "build/dist/vnu.jar");
  const folder = await mkdtemp(join(tmpdir(), "candour-vnu-"));
  try {
    const names = new Map();
    for (const address of addresses) {
      const file = join(folder, `${names.size}.html`);
      await writeFile(file, await (await fetch(base + address)).text());
      names.set(file, address);
    }
    const { stderr } = await run("java", ["-jar", jar, "--format", "json", "--exit-zero-always", folder], {
      maxBuffer: 64 * 1024 * 1024,
    });
    const { messages } = JSON.parse(stderr);
    for (const [file, address] of names) {
      await report.check(`html ${address}`, () => {
        const errors = messages.filter((message) => message.type === "error" && message.url.endsWith(file));
        assert(errors.length === 0, errors.map((error) => `${error.message}: ${error.extract ?? ""}`).join("\n"));
      });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
