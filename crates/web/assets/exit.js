// Quick exit: the GOV.UK "Exit this page" component, made to leave less behind.
//
// The component itself gives the sticky button, Shift three times with lights
// and spoken progress, and the five second timer. What differs here:
// - the page left is replaced in the history, not followed by another entry;
// - earlier pages of this site leave again when Back restores them (see start.js);
// - what this site has stored in the browser is cleared;
// - Escape leaves at once where the page allows it, and never from inside
//   a field, a form or a dialog, where Escape means something else.
import { ExitThisPage } from "./vendor/govuk-frontend.js";

const LEFT = "left-to";
const KEEPS_ESCAPE = "input, textarea, select, form, dialog, [contenteditable], [role=dialog], [role=alertdialog]";

export class QuickExit extends ExitThisPage {
  constructor(root, config) {
    super(root, config);
    this.address = root.dataset.exitAddress;
    if (root.dataset.exitEscape === "on") {
      document.addEventListener("keydown", (event) => this.handleEscape(event));
    }
    // A page that the browser keeps in memory is kept blank, so that Back
    // cannot flash it before `pageshow` has been heard.
    window.addEventListener("pagehide", () => blank(true));
  }

  exitPage() {
    blank(true);
    const overlay = document.createElement("div");
    overlay.className = "govuk-exit-this-page-overlay";
    overlay.setAttribute("role", "alert");
    document.body.append(overlay);
    document.body.classList.add("govuk-exit-this-page-hide-content");
    overlay.textContent = "Loading.";
    this.$overlay = overlay;
    document.title = "Loading";
    forget(this.address);
    window.location.replace(this.address);
  }

  handleClick(event) {
    event.preventDefault();
    this.exitPage();
  }

  handleEscape(event) {
    const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
    if (event.key !== "Escape" || event.repeat || event.isComposing || event.defaultPrevented || modified) {
      return;
    }
    const busy = document.fullscreenElement || document.querySelector("dialog[open]");
    if (busy || (event.target instanceof Element && event.target.closest(KEEPS_ESCAPE))) {
      return;
    }
    this.exitPage();
  }

  // The component calls this on `pageshow`.
  resetPage() {
    const left = stored();
    if (left) {
      window.location.replace(left);
      return;
    }
    blank(false);
    super.resetPage();
  }
}

function blank(hidden) {
  document.documentElement.classList.toggle("candour-hidden", hidden);
}

function stored() {
  try {
    return sessionStorage.getItem(LEFT);
  } catch (refused) {
    return null;
  }
}

function forget(address) {
  for (const cookie of document.cookie.split("; ")) {
    const name = cookie.split("=")[0];
    if (name) {
      document.cookie = `${name}=; Max-Age=0; Path=/; SameSite=Lax`;
    }
  }
  try {
    localStorage.clear();
    sessionStorage.clear();
    sessionStorage.setItem(LEFT, address);
  } catch (refused) {
    // Storage is switched off in this browser: then nothing was stored either.
  }
}
