// Runs before anything of the page is drawn: a plain script at the top of <body>.
//
// It says which style rules may rely on JavaScript, and it keeps a page that a
// reader has quickly left from showing again when somebody presses Back.
(function () {
  "use strict";

  var body = document.body;
  body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) {
    body.classList.add("govuk-frontend-supported");
  }

  // exit.js leaves the address it went to under this name. The entry lives in
  // this tab only and is dropped as soon as the reader comes here on purpose.
  var left = null;
  try {
    left = sessionStorage.getItem("left-to");
  } catch (refused) {
    return;
  }
  if (!left) {
    return;
  }
  var navigation = performance.getEntriesByType("navigation")[0];
  if (navigation && navigation.type === "back_forward") {
    document.documentElement.classList.add("candour-hidden");
    location.replace(left);
  } else {
    sessionStorage.removeItem("left-to");
  }
})();
