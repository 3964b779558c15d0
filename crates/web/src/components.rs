//! One function per GOV.UK Frontend component, named as there.
//!
//! Pages never write `govuk-` class names for components themselves; what they need is here, so that an upgrade of
//! GOV.UK Frontend is a change of this module alone. Headings, paragraphs and links are plain enough to stay in pages.

mod clock_strip;
mod content;
mod cookie_banner;
mod exit_this_page;
mod form;
mod navigation;
mod question;
mod search;

pub(crate) use clock_strip::*;
pub(crate) use content::*;
pub(crate) use cookie_banner::*;
pub(crate) use exit_this_page::*;
pub(crate) use form::*;
pub(crate) use navigation::*;
pub(crate) use question::*;
pub(crate) use search::*;
