// Everything our pages do with JavaScript. Each page works without it.
import {
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./vendor/govuk-frontend.js";
import { improveCookieBanner } from "./cookies.js";
import { QuickExit } from "./exit.js";

createAll(QuickExit);
for (const component of [Button, CharacterCount, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink]) {
  createAll(component);
}
for (const banner of document.querySelectorAll("[data-cookie-banner]")) {
  improveCookieBanner(banner);
}
