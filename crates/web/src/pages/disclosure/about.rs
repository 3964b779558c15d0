//! About a page: its lasting address, its versions, how to cite it, its other forms, and how to ask for more.

use candour_casework::publication::PublishedVersion;
use candour_casework::{Authority, Publication};
use maud::{Markup, html};

use crate::dates;
use crate::pages::{address_of, twin};
use crate::visitor::Visitor;

pub(super) fn this_page(
    authority: &Authority,
    publication: &Publication,
    versions: &[PublishedVersion],
    site: &str,
    visitor: &Visitor,
) -> Markup {
    let address = format!("{site}{}", address_of(publication));
    html! {
        (versions_of(versions))
        h2 class="govuk-heading-m" id="cite" { "Cite this answer" }
        p class="govuk-body" { (citation(authority, publication)) " " span class="candour-hash" { (address) } }
        p class="govuk-body" { "This is version " (publication.version) ". The address stays the same." }
        h2 class="govuk-heading-m candour-no-print" id="more" { "Ask about this, or take it with you" }
        ul class="govuk-list candour-no-print" {
            @if !visitor.is_copy { li {
                a class="govuk-link" href={ "/" (authority.slug) "/make-a-request?about=" (publication.reference) } {
                    "Ask about this answer"
                }
            } }
            li { a class="govuk-link" href={ (address_of(publication)) "/" (twin::PLAIN_TEXT) } { "This answer as plain text" } }
            li { a class="govuk-link" href={ (address_of(publication)) "/" (twin::DATA) } { "This answer as data (JSON)" } }
            li { a class="govuk-link" href={ "/" (authority.slug) "/feed.atom" } { "New answers as a feed (Atom)" } }
            @for topic in &publication.topics {
                @let query = serde_urlencoded::to_string([("topic", topic)]).unwrap_or_default();
                li {
                    a class="govuk-link" href={ "/" (authority.slug) "/feed.atom?" (query) } {
                        "New answers on " (topic) " as a feed (Atom)"
                    }
                }
            }
        }
    }
}

/// What changed after a review or a correction; nothing for a first version.
fn versions_of(versions: &[PublishedVersion]) -> Markup {
    html! {
        @if versions.iter().any(|version| version.version > 1) {
            h2 class="govuk-heading-m" id="versions" { "Versions" }
            ul class="govuk-list govuk-list--bullet" {
                @for version in versions.iter().rev() {
                    li {
                        "Version " (version.version) ", published " (dates::long(version.published_on))
                        @if let Some(why) = &version.why { ": " (why) }
                        @else if version.version == 1 { ": the first answer" }
                    }
                }
            }
        }
    }
}

fn citation(authority: &Authority, publication: &Publication) -> String {
    let Publication { title, reference, version, .. } = publication;
    let published = dates::long(publication.published_on);
    format!("{}, “{title}”, answer {reference}, version {version}, published {published}.", authority.name)
}
