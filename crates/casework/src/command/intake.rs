//! A request arrives; a page issued elsewhere is read in.

use candour_statute::Calendar;
use jiff::civil::Date;

use super::{Answer, By, Refused, must_say};
use crate::authority::Authority;
use crate::clock;
use crate::event::{Channel, EventKind};
use crate::imported_page::ImportedPage;
use crate::reference::{Reference, Regime};
use crate::requester::Requester;
use crate::sealed::SealedText;
use crate::user::Role;

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct ArrivedRequest {
    /// The reference given to it.
    pub reference: Reference,
    /// The law it is logged under; each part may later be answered under another.
    pub regime: Regime,
    /// The day the authority received it, even at a weekend, even unread.
    pub received_on: Date,
    /// How it came.
    pub channel: Channel,
    /// Who asks.
    pub requester: Requester,
    /// The words, unchanged.
    pub text: SealedText,
    /// References it is known by elsewhere.
    pub aliases: Vec<String>,
}

/// Logs a request (FOIA 2000 s.8, EIR 2004 reg. 5). The clock runs from the day of receipt.
pub fn log_request(authority: &Authority, request: ArrivedRequest, calendar: &Calendar, by: &By) -> Answer {
    let asked_of_regime = authority.regimes.contains(&request.regime);
    if !asked_of_regime {
        return Err(Refused::Regime("this authority does not answer under that regime"));
    }
    // FOIA 2000 s.8(1)(a) wants writing; the EIR 2004 do not.
    if request.channel == Channel::Spoken && request.regime == Regime::Foia {
        return Err(Refused::Regime(
            "FOIA 2000 s.8(1)(a): a request must be in writing; help the requester to write it down (s.16)",
        ));
    }
    must_say(&request.text.text, "the request")?;
    must_say(&request.requester.address, "the address for reply (FOIA 2000 s.8(1)(b))")?;
    by.must_have_happened(request.received_on, None, "receipt")?;
    let query = clock::query(authority, request.regime, request.received_on);
    let due = clock::due(&query, calendar).map_err(|error| Refused::Clock(error.to_string()))?;
    let received = EventKind::RequestReceived {
        authority: authority.slug.clone(),
        reference: request.reference,
        regime: request.regime,
        received_on: request.received_on,
        channel: request.channel,
        requester: request.requester.digest(),
        request: request.text.digest,
        due,
    };
    let aliases = request.aliases.into_iter().map(|alias| EventKind::AliasAdded { alias });
    let mut change = by.change(std::iter::once(received).chain(aliases));
    change.requester = Some(request.requester);
    change.private_texts = vec![request.text];
    Ok(change)
}

/// Reads a page issued elsewhere into a case that the checker only advises on.
pub fn import_page(authority: &Authority, reference: Reference, page: ImportedPage, by: &By) -> Answer {
    by.must_have(Role::Officer, "import a page")?;
    if page.authority != authority.slug {
        let (of, into) = (&page.authority, &authority.slug);
        return Err(Refused::Import(format!("the page is of {of} and not of {into}")));
    }
    must_say(&page.reference, "the page's reference")?;
    Ok(by.change([EventKind::PageImported { reference, page: Box::new(page) }]))
}
