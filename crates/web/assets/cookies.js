// The cookie banner without a page load. Without this file its buttons still
// work: they post to /cookies and come back to the same page.
export function improveCookieBanner(banner) {
  const form = banner.querySelector("form");
  const show = (name) => {
    for (const message of banner.querySelectorAll("[data-message]")) {
      message.hidden = message.dataset.message !== name;
    }
    const shown = banner.querySelector(`[data-message="${name}"]`);
    shown.tabIndex = -1;
    shown.focus();
  };

  for (const hide of banner.querySelectorAll("[data-hide-banner]")) {
    hide.addEventListener("click", (event) => {
      event.preventDefault();
      banner.hidden = true;
    });
  }
  if (!form) {
    return;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const choice = event.submitter.value;
    const body = new URLSearchParams({ choice, return: form.elements.return.value });
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      // The choice counts as saved only if the browser has really kept it.
      const kept = document.cookie.includes("cookie_choice=");
      show(answer.ok && kept ? choice : "failed");
    } catch (unreachable) {
      show("failed");
    }
  });
}
