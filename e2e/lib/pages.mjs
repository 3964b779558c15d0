// Finds the pages of a site: every kind of page, a few of each, by following links from the home page.

const PER_KIND = 3;
const STATES = ["/no-such-page", "/feedback/sent", "/sample-police/disclosures?from=yesterday", "/sample-police/disclosures?outcome=vexatious",
  "/sample-police/disclosures?q=caseload",
  "/sample-police/disclosures?q=caselaod&late=no&from=2020-01-01",
  "/sample-police/disclosures?q=zzqqxx",
  "/disclosures?q=review"];

/// Addresses of the same kind differ only in reference, date, words or query.
function kindOf(address) {
  return address
    .split("?")[0]
    .replace(/\d{2}\.[A-Z]+\.\d{2}\.\d{6}/, "REFERENCE")
    .replace(/\/disclosures\/\d{4}\/.*/, "/disclosures/DATED")
    .replace(/(REFERENCE\/)[^/]+?(\.[a-z]+)?$/, "$1FILE$2")
    .replace(/\/law\/[^/]+$/, "/law/PROVISION");
}

export async function pagesOf(base) {
  const origin = new URL(base).origin;
  const waiting = ["/"];
  const seen = new Set(waiting);
  const counts = new Map();
  const found = [];
  while (waiting.length > 0) {
    const address = waiting.shift();
    const answer = await fetch(origin + address, { redirect: "manual" });
    const isPage = answer.status === 200 && (answer.headers.get("content-type") ?? "").startsWith("text/html");
    const text = await answer.text();
    if (!isPage) {
      if (answer.status >= 400) {
        found.push({ address, status: answer.status, broken: true });
      }
      continue;
    }
    found.push({ address, status: 200 });
    for (const [, href] of text.matchAll(/<a [^>]*?href="(\/[^"#]*)/g)) {
      const next = href.replaceAll("&amp;", "&");
      const kind = kindOf(next) + (next.includes("?") ? "?" : "");
      const count = counts.get(kind) ?? 0;
      if (!seen.has(next) && !next.startsWith("/leave/") && count < PER_KIND) {
        counts.set(kind, count + 1);
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return found;
}

export { STATES };
