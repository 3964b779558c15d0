// The search of an exported log: reads the index that was made with it (see
// search/index.json) and lists what has all the words. The last word may be
// the beginning of one. Nothing typed leaves the reader's browser.
const form = document.querySelector("[data-log-search]");
if (form) {
  const root = form.dataset.logSearch;
  const results = document.getElementById("results");
  const COMMON = new Set(("an and are as at be been by for from has have in is it not of on or that the to was with").split(" "));
  const read = async (name) => {
    const answer = await fetch(`${root}search/${name}.json`);
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  };
  const shardOf = (word) => {
    const first = [...word].slice(0, 2).join("");
    return /^[a-z0-9]{1,2}$/.test(first) ? first : "other";
  };
  const element = (name, text, className) => {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = className;
    return made;
  };

  const find = async (text) => {
    const about = await read("index");
    const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1 && !COMMON.has(word));
    let found = null;
    for (const [position, word] of words.entries()) {
      const shard = shardOf(word);
      const known = about.shards.includes(shard) ? await read(`words/${shard}`) : {};
      const weights = new Map();
      for (const [other, entries] of Object.entries(known)) {
        if (other === word || (position === words.length - 1 && other.startsWith(word))) {
          for (const entry of entries) {
            const answer = Math.floor(entry / 4);
            weights.set(answer, Math.max(weights.get(answer) ?? 0, (entry % 4) + (other === word ? 1 : 0)));
          }
        }
      }
      found = found === null ? weights : new Map([...found].filter(([answer]) => weights.has(answer)).map(([answer, weight]) => [answer, weight + weights.get(answer)]));
    }
    const best = [...(found ?? [])].sort((left, right) => right[1] - left[1] || left[0] - right[0]).slice(0, 50);
    const blocks = new Map();
    const answers = [];
    for (const [answer] of best) {
      const number = Math.floor(answer / about.block);
      if (!blocks.has(number)) {
        blocks.set(number, await read(`answers/${number}`));
      }
      answers.push(blocks.get(number)[answer % about.block]);
    }
    return { count: found === null ? 0 : found.size, answers };
  };

  const show = async (text) => {
    results.replaceChildren(element("p", "Searching", "govuk-body"));
    try {
      const { count, answers } = await find(text);
      const list = element("ul", "", "candour-entries");
      for (const [address, title, summary, outcome, published] of answers) {
        const entry = element("li", "", "candour-entry");
        const heading = element("h3", "", "govuk-heading-s");
        const link = element("a", title, "govuk-link");
        link.href = `${root}${address}/index.html`;
        heading.append(link);
        entry.append(heading, element("p", summary, "govuk-body"), element("p", `${outcome} · Published ${published}`, "govuk-body-s"));
        list.append(entry);
      }
      const told = count === 0 ? "No answers have all of these words" : count === 1 ? "1 answer" : `${count} answers`;
      results.replaceChildren(element("h2", told, "govuk-heading-m"), list);
    } catch (failed) {
      results.replaceChildren(element("p", "The search index could not be read. Look through the lists instead.", "govuk-body"));
    }
  };

  const asked = new URLSearchParams(location.search).get("q") ?? "";
  form.elements.q.value = asked;
  if (asked) {
    show(asked);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = form.elements.q.value.trim();
    history.replaceState(null, "", text ? `?q=${encodeURIComponent(text)}` : location.pathname);
    if (text) {
      show(text);
    }
  });
}
