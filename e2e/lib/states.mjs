// The states in which a page can be, on the sample site that has them all (crates/web/examples/sample_site, "states"):
// words in Welsh, words without end, nothing at all, every outcome, every stage of a request, every kind of error.

const POLICE = "/sample-police";
/// The link of a request in the stage with this digit (examples/sample_site/desk.rs).
const link = (digit) => `${POLICE}/request/${digit}${"0".repeat(63)}`;

const press = async (page, name) => {
  await page.getByRole("button", { name, exact: true }).click();
  await page.waitForLoadState();
};

/// Name, address, and what is done there before it is looked at.
export const SAMPLE_STATES = [
  { name: "home", at: "/" },
  { name: "authority", at: POLICE },
  { name: "authority-in-wales", at: "/heddlu-sampl" },
  { name: "authority-without-answers", at: "/empty-council" },
  { name: "list", at: `${POLICE}/disclosures` },
  { name: "list-in-welsh", at: "/heddlu-sampl/disclosures" },
  { name: "list-empty", at: "/empty-council/disclosures" },
  { name: "list-of-all", at: "/disclosures?q=invented" },
  { name: "search", at: `${POLICE}/disclosures?q=caseload` },
  { name: "search-in-welsh", at: "/heddlu-sampl/disclosures?q=cerbydau" },
  { name: "search-nothing", at: `${POLICE}/disclosures?q=zzqqxx&outcome=withheld` },
  { name: "search-error", at: `${POLICE}/disclosures?from=yesterday&to=2020-13-40` },
  { name: "answer", at: `${POLICE}/d/99.FOI.26.000001` },
  { name: "answer-in-welsh", at: "/heddlu-sampl/d/98.FOI.26.000001" },
  { name: "answer-long", at: `${POLICE}/d/99.FOI.26.000090`, heavy: true },
  { name: "answer-files", at: `${POLICE}/d/99.FOI.26.000091` },
  ...["given", "part", "withheld", "not-held", "ncnd", "cost", "vexatious", "repeated", "elsewhere", "to-come", "transferred", "withdrawn", "lapsed"].map(
    (name, number) => ({ name: `answer-${name}`, at: `${POLICE}/d/99.FOI.26.000${101 + number}`, minor: true }),
  ),
  { name: "reading", at: `${POLICE}/d/99.FOI.26.000001/review-of-public-protection.pdf.html` },
  {
    name: "reading-long",
    at: `${POLICE}/d/99.FOI.26.000090/correspondence-about-the-review-of-every-policy-1.pdf.html`,
    heavy: true,
  },
  { name: "statistics", at: `${POLICE}/statistics?period=2026-q1` },
  { name: "statistics-empty", at: `${POLICE}/statistics?period=2025` },
  { name: "statistics-error", at: `${POLICE}/statistics?period=never` },
  { name: "deadline", at: "/deadline-calculator" },
  { name: "deadline-answer", at: "/deadline-calculator?received-day=30&received-month=3&received-year=2026&law=foi" },
  { name: "deadline-error", at: "/deadline-calculator?received-day=31&received-month=2&received-year=2026&law=foi" },
  { name: "safety", at: "/safety" },
  { name: "cookies", at: "/cookies" },
  { name: "cookies-not-saved", at: "/safety?cookies=accepted" },
  { name: "display", at: "/display" },
  { name: "feedback", at: "/feedback" },
  { name: "feedback-error", at: "/feedback", act: (page) => press(page, "Send feedback") },
  { name: "feedback-sent", at: "/feedback/sent" },
  { name: "ask-start", at: "/heddlu-sampl/make-a-request" },
  { name: "ask-start-without-contact", at: "/empty-council/make-a-request" },
  {
    name: "ask-reply-in-wales",
    at: "/heddlu-sampl/make-a-request/new",
    act: async (page) => {
      await page.fill("#request", "Faint o gerbydau a brynwyd yn 2025?");
      await press(page, "Continue");
      if (await page.getByRole("button", { name: "Continue with my request" }).isVisible()) {
        await press(page, "Continue with my request");
      }
      await press(page, "Continue");
      await page.fill("#name", "Alex Example");
      await press(page, "Continue");
    },
  },
  { name: "lost-link", at: `${POLICE}/request` },
  { name: "lost-link-error", at: `${POLICE}/request`, act: (page) => press(page, "Send me a new address") },
  {
    name: "lost-link-sent",
    at: `${POLICE}/request`,
    act: async (page) => {
      await page.fill("#reference", "99.FOI.26.000123");
      await page.fill("#email", "alex@example.org");
      await press(page, "Send me a new address");
    },
  },
  ...["under-way", "clarification", "fee", "answered", "review", "reviewed", "regulator", "withdrawn", "lapsed", "transferred", "late"].map(
    (name, number) => ({ name: `request-${name}`, at: link(number.toString(16)), minor: ![0, 3].includes(number) }),
  ),
  { name: "request-reply-error", at: `${link(1)}/reply`, act: (page) => press(page, "Send") },
  { name: "request-review-error", at: `${link(3)}/review`, act: (page) => press(page, "Send") },
  { name: "request-withdraw", at: `${link(0)}/withdraw` },
  { name: "request-done", at: `${link(0)}?done=reply` },
  { name: "error-not-found", at: `${POLICE}/no/such/page` },
  { name: "error-taken-down", at: `${POLICE}/d/99.FOI.26.000004` },
  { name: "error-failed", at: `${POLICE}/d/99.FOI.26.000091/lost.pdf.html` },
];

/// Opens a state.
export async function openState(page, base, { at, act }) {
  await page.goto(base + at, { waitUntil: "load" });
  if (act) {
    await act(page);
  }
}
