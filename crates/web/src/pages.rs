//! The pages, one module each.

pub(crate) mod accessibility;
pub(crate) mod api;
pub(crate) mod authority;
pub(crate) mod cookies;
pub(crate) mod deadline_calculator;
pub(crate) mod disclosure;
pub(crate) mod disclosures;
pub(crate) mod display;
pub(crate) mod feedback;
pub(crate) mod file;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod leave;
pub(crate) mod machine;
pub(crate) mod make_a_request;
pub(crate) mod old_address;
pub(crate) mod reading;
pub(crate) mod request_status;
pub(crate) mod safety;
pub(crate) mod statistics;
pub(crate) mod twin;

use candour_casework::publication::PublishedLanguage;
use candour_casework::{Authority, AuthoritySlug, Outcome, ProvisionId, Publication};
use candour_statute::provision;
use maud::{Markup, html};

use crate::components::{Link, TagColour, tag};
use crate::dates;
use crate::error::AppError;
use crate::layout::Surroundings;
use crate::state::AppState;

/// The authority of an address, or no such page.
async fn authority_at(state: &AppState, slug: &str) -> Result<Authority, AppError> {
    let slug: AuthoritySlug = slug.parse().map_err(|_| AppError::NotFound)?;
    let authorities = state.log.authorities().await?;
    authorities.into_iter().find(|authority| authority.slug == slug).ok_or(AppError::NotFound)
}

/// The surroundings of pages that belong to the whole installation.
async fn site(state: &AppState) -> Result<Surroundings, AppError> {
    Ok(Surroundings::of_site(state.log.authorities().await?))
}

/// The permanent address of a disclosure.
pub(crate) fn address_of(publication: &Publication) -> String {
    format!("/{}/d/{}", publication.authority, publication.reference)
}

/// The way from the home page to an authority's log.
fn way_to_log(authority: &Authority) -> Vec<Link> {
    vec![
        Link::new("/", "Home"),
        Link::new(format!("/{}", authority.slug), authority.name.clone()),
        Link::new(format!("/{}/disclosures", authority.slug), "Published answers"),
    ]
}

/// What the words of a publication are marked with, for whatever speaks them; nothing where they are in the language of
/// the page (WCAG 3.1.2).
pub(crate) fn language_of(publication: &Publication) -> Option<&'static str> {
    (publication.language != PublishedLanguage::English).then(|| publication.language.tag())
}

/// A disclosure in a list, under a heading of level two or three.
pub(crate) fn entry(publication: &Publication, heading_level: u8) -> Markup {
    let lang = language_of(publication);
    let link = html! { a class="govuk-link" href=(address_of(publication)) lang=[lang] { (publication.title) } };
    html! {
        li class="candour-entry" {
            @if heading_level == 2 {
                h2 class="govuk-heading-s" { (link) }
            } @else {
                h3 class="govuk-heading-s" { (link) }
            }
            p class="govuk-body" lang=[lang] { (publication.summary) }
            p class="govuk-body-s candour-facts" {
                span { (outcome_tag(publication.outcome)) }
                span { "Published " (dates::long(publication.published_on)) }
                span { "Reference " (publication.reference) }
            }
        }
    }
}

/// An outcome as a tag; the words say it, the colour only helps.
fn outcome_tag(outcome: Outcome) -> Markup {
    let colour = match outcome {
        Outcome::Disclosed => TagColour::Green,
        Outcome::DisclosedInPart => TagColour::Blue,
        Outcome::Withheld | Outcome::NeitherConfirmNorDeny => TagColour::Orange,
        Outcome::CostLimit | Outcome::Vexatious | Outcome::Repeated => TagColour::Yellow,
        _ => TagColour::Grey,
    };
    tag(outcome.title(), colour)
}

/// A provision as it is cited with its name, such as `section 31(1)(a), law enforcement`.
pub(crate) fn provision_words(id: &ProvisionId) -> String {
    match provision::by_id(id.as_str()) {
        Some(found) => {
            let words = provision::explanation(found);
            format!("{} – {}", capitalised(&words.citation), words.name)
        }
        None => provision::reference(id.as_str()).unwrap_or(id.as_str()).to_owned(),
    }
}

pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
