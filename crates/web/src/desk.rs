//! The desk where requests are handed in and where requesters, by their secret link, see how theirs stand.
//!
//! [`RequestDesk`] is the second door of the public side: the first, [`crate::public`], only reads what is published.
//! [`StoredDesk`] gives casework's commands as the requester and nobody else, so that this side of the house can do
//! nothing that a requester may not do.

use std::sync::Arc;

use candour_casework::calendar::of_installation;
use candour_casework::command::{ArrivedRequest, By, Refused, log_request};
use candour_casework::event::Channel;
use candour_casework::links::RequesterLinks;
use candour_casework::ports::{
    AuthorityStore, BlobStore, CaseStore, Change, Clock, NewJob, StoreError, StoreErrorKind, Stored,
};
use candour_casework::reference::{Reference, ReferenceKind, Regime};
use candour_casework::{
    Authority, AuthoritySlug, Case, CaseId, CaseState, Requester, RequesterId, SealedText, SealingKey, StatusToken,
};
use candour_statute::Calendar;

use crate::own_case::{OwnCase, own_case};
use crate::public::Answer;

/// A request as the form collected it.
#[derive(Clone)]
pub struct NewRequest {
    /// The name given (FOIA 2000 s.8(1)(b)).
    pub name: String,
    /// Where to answer: an e-mail address, a postal address, or both with the e-mail address in the first line.
    pub address: String,
    /// The form of communication preferred (s.11(1)).
    pub preferred_form: Option<String>,
    /// Asked for an answer in Welsh.
    pub prefers_welsh: bool,
    /// The words of the request.
    pub text: String,
    /// The secret of the link that will show how it stands.
    pub token: StatusToken,
}

/// What a requester can do about a request of their own.
#[derive(Clone)]
pub enum Action {
    /// Write something; the clarification, where one is awaited.
    Reply(String),
    /// Take the request back.
    Withdraw,
    /// Ask for an internal review, saying what is wrong with the answer.
    AskForReview(String),
}

/// What became of an action.
pub type Done<T> = Result<T, Refused>;

/// All that may be done at the desk.
pub trait RequestDesk: Send + Sync + 'static {
    /// Takes a request in, once: the same token again finds the request it was given for.
    fn receive<'a>(&'a self, authority: &'a Authority, request: NewRequest) -> Answer<'a, Done<OwnCase>>;

    /// The request behind a link, as its requester may see it.
    fn look_up<'a>(&'a self, authority: &'a Authority, token: &'a StatusToken) -> Answer<'a, Option<OwnCase>>;

    /// Does something about it; `None` if there is no such link.
    fn act<'a>(
        &'a self,
        authority: &'a Authority,
        token: &'a StatusToken,
        action: Action,
    ) -> Answer<'a, Option<Done<()>>>;

    /// The letter with which it was answered.
    fn letter<'a>(&'a self, authority: &'a Authority, token: &'a StatusToken) -> Answer<'a, Option<Vec<u8>>>;

    /// Sends whoever made the request with this reference a new link to its page, if this is the address they gave; and
    /// does nothing otherwise. Nobody is told which.
    fn remind<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str, address: &'a str) -> Answer<'a, ()> {
        let _ = (authority, reference, address);
        Box::pin(async { Ok(()) })
    }

    /// Whether mail can be sent, so that a page may promise it.
    fn sends_mail(&self) -> bool;
}

/// The job that sends a requester a new link to the page of their request; its argument is the case's identifier.
pub const SEND_LINK: &str = "send_link";

/// The job that sends a requester the acknowledgement; its argument is the case's identifier, and nothing personal.
pub const SEND_ACKNOWLEDGEMENT: &str = "send_acknowledgement";

/// The desk in front of a store.
#[derive(Debug)]
pub struct StoredDesk<S, C> {
    store: Arc<S>,
    clock: Arc<C>,
    sends_mail: bool,
}

impl<S, C> StoredDesk<S, C> {
    /// A desk. `sends_mail` says that somebody runs the jobs and can send mail.
    pub fn new(store: Arc<S>, clock: Arc<C>, sends_mail: bool) -> Self {
        Self { store, clock, sends_mail }
    }
}

impl<S, C> StoredDesk<S, C>
where
    S: CaseStore + AuthorityStore + BlobStore + RequesterLinks + 'static,
    C: Clock + 'static,
{
    async fn case_behind(&self, authority: &AuthoritySlug, token: &StatusToken) -> Stored<Option<Case>> {
        match self.store.case_behind(authority, token.hash()).await? {
            Some(id) => self.store.case(id).await,
            None => Ok(None),
        }
    }

    async fn shown(&self, authority: &Authority, case: &Case, calendar: &Calendar) -> Stored<OwnCase> {
        let events = self.store.events(case.id).await?;
        Ok(own_case(authority, case, &events, calendar, self.clock.today()))
    }

    async fn taken_in(&self, authority: &Authority, request: NewRequest) -> Stored<Done<OwnCase>> {
        let calendar = of_installation(&*self.store).await?;
        if let Some(case) = self.case_behind(&authority.slug, &request.token).await? {
            return self.shown(authority, &case, &calendar).await.map(Ok);
        }
        let regime = if authority.regimes.contains(&Regime::Foia) { Regime::Foia } else { Regime::Eir };
        let (now, today) = (self.clock.now(), self.clock.today());
        let year = u8::try_from(today.year().rem_euclid(100)).unwrap_or_default();
        let has_mail = self.sends_mail && mail_address(&request.address).is_some();
        let link = request.token.hash();
        let arrived = ArrivedRequest {
            reference: self.store.next_reference(&authority.slug, regime.reference_kind(), year).await?,
            regime,
            received_on: today,
            channel: Channel::Form,
            requester: Requester {
                id: RequesterId::new(now),
                key: key()?,
                name: request.name,
                address: request.address,
                prefers_welsh: request.prefers_welsh,
                preferred_form: request.preferred_form,
            },
            text: SealedText::new(key()?, request.text),
            aliases: Vec::new(),
        };
        let id = CaseId::new(now);
        let mut change = match log_request(authority, arrived, &calendar, &By::requester(&*self.clock)) {
            Ok(change) => change.with_requester_link(link),
            Err(refused) => return Ok(Err(refused)),
        };
        if has_mail {
            let job = NewJob { task: SEND_ACKNOWLEDGEMENT.into(), arguments: format!("\"{id}\""), run_after: now };
            change = change.and_then(job);
        }
        match self.store.begin_case(id, change).await {
            Ok(case) => self.shown(authority, &case, &calendar).await.map(Ok),
            // The same form, sent twice at the same moment: the first one counts.
            Err(error) if error.is_duplicate() => match self.case_behind(&authority.slug, &request.token).await? {
                Some(case) => self.shown(authority, &case, &calendar).await.map(Ok),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    async fn acted(&self, authority: &Authority, token: &StatusToken, action: &Action) -> Stored<Option<Done<()>>> {
        let calendar = of_installation(&*self.store).await?;
        let mut attempts = 0;
        loop {
            let Some(case) = self.case_behind(&authority.slug, token).await? else { return Ok(None) };
            let change = match self.decided(authority, &case, action, &calendar).await? {
                Ok(change) => change,
                Err(refused) => return Ok(Some(Err(refused))),
            };
            attempts += 1;
            match self.store.append(case.id, case.version, change).await {
                Ok(_) => return Ok(Some(Ok(()))),
                // An officer did something at the same moment: look again.
                Err(error) if error.is_conflict() && attempts < ATTEMPTS => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn decided(
        &self,
        authority: &Authority,
        case: &Case,
        action: &Action,
        calendar: &Calendar,
    ) -> Stored<Done<Change>> {
        let by = By::requester(&*self.clock);
        let today = by.today();
        Ok(match action {
            Action::Withdraw => case.withdraw(&by, today),
            Action::Reply(words) => {
                let words = SealedText::new(key()?, words.clone());
                if matches!(case.state, CaseState::AwaitingClarification { .. }) {
                    case.take_clarification(&by, authority, calendar, (today, words))
                } else {
                    case.receive_message(&by, today, words)
                }
            }
            Action::AskForReview(words) => {
                let shown = self.shown(authority, case, calendar).await?;
                if !shown.may_ask_for_review {
                    let because = "the time for asking is over, or there is no answer to review";
                    let action = "begin an internal review";
                    return Ok(Err(Refused::State { action, because, state: case.state.key() }));
                }
                let reference = self.review_reference(authority, today).await?;
                case.request_review(
                    &by,
                    authority,
                    calendar,
                    (reference, today, SealedText::new(key()?, words.clone())),
                )
            }
        })
    }

    async fn reminded(&self, authority: &AuthoritySlug, reference: &str, address: &str) -> Stored<()> {
        let Some(case) = self.store.case_by_reference(authority, reference).await? else { return Ok(()) };
        let Some(requester) = self.store.requester(case.id).await? else { return Ok(()) };
        let is_theirs = mail_address(&requester.address).is_some_and(|theirs| theirs.eq_ignore_ascii_case(address));
        if !is_theirs || !self.sends_mail {
            return Ok(());
        }
        let job = NewJob { task: SEND_LINK.into(), arguments: format!("\"{}\"", case.id), run_after: self.clock.now() };
        // A change without an event: the case is as it was, and the job is there or it is not.
        let mut version = case.version;
        for _ in 0..ATTEMPTS {
            match self.store.append(case.id, version, Change::default().and_then(job.clone())).await {
                Err(error) if error.is_conflict() => {}
                done => return done.map(drop),
            }
            let Some(case) = self.store.case(case.id).await? else { return Ok(()) };
            version = case.version;
        }
        Ok(())
    }

    async fn review_reference(&self, authority: &Authority, today: jiff::civil::Date) -> Stored<Reference> {
        let year = u8::try_from(today.year().rem_euclid(100)).unwrap_or_default();
        self.store.next_reference(&authority.slug, ReferenceKind::Ir, year).await
    }
}

impl<S, C> RequestDesk for StoredDesk<S, C>
where
    S: CaseStore + AuthorityStore + BlobStore + RequesterLinks + 'static,
    C: Clock + 'static,
{
    fn receive<'a>(&'a self, authority: &'a Authority, request: NewRequest) -> Answer<'a, Done<OwnCase>> {
        Box::pin(self.taken_in(authority, request))
    }

    fn look_up<'a>(&'a self, authority: &'a Authority, token: &'a StatusToken) -> Answer<'a, Option<OwnCase>> {
        Box::pin(async move {
            let Some(case) = self.case_behind(&authority.slug, token).await? else { return Ok(None) };
            let calendar = of_installation(&*self.store).await?;
            self.shown(authority, &case, &calendar).await.map(Some)
        })
    }

    fn act<'a>(
        &'a self,
        authority: &'a Authority,
        token: &'a StatusToken,
        action: Action,
    ) -> Answer<'a, Option<Done<()>>> {
        Box::pin(async move { self.acted(authority, token, &action).await })
    }

    fn letter<'a>(&'a self, authority: &'a Authority, token: &'a StatusToken) -> Answer<'a, Option<Vec<u8>>> {
        Box::pin(async move {
            let letter = self.case_behind(&authority.slug, token).await?.and_then(|case| case.letter);
            match letter {
                Some(digest) => self.store.fetch(digest).await,
                None => Ok(None),
            }
        })
    }

    fn remind<'a>(&'a self, authority: &'a AuthoritySlug, reference: &'a str, address: &'a str) -> Answer<'a, ()> {
        Box::pin(self.reminded(authority, reference, address))
    }

    fn sends_mail(&self) -> bool {
        self.sends_mail
    }
}

/// The e-mail address in an address for reply: its first line, if it is one.
pub fn mail_address(address: &str) -> Option<&str> {
    let first = address.lines().next()?.trim();
    let (name, domain) = first.rsplit_once('@')?;
    let sound = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\');
    let is_domain =
        domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
    let whole = !name.is_empty() && !name.contains('@') && is_domain && first.chars().all(sound);
    (whole && first.len() <= LONGEST_MAIL_ADDRESS).then_some(first)
}

/// A new random key.
fn key() -> Stored<SealingKey> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|cause| {
        StoreError::new("asking the system for randomness", StoreErrorKind::Failed(cause.to_string().into()))
    })?;
    Ok(SealingKey::new(random))
}

/// How often a change is tried again when somebody else was quicker.
const ATTEMPTS: u32 = 4;
/// RFC 5321 4.5.3.1.3: a path has at most 256 characters with its brackets.
const LONGEST_MAIL_ADDRESS: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_a_mail_address_or_none() {
        assert_eq!(mail_address("alex@example.org"), Some("alex@example.org"));
        assert_eq!(mail_address(" alex@example.org \n1 Road"), Some("alex@example.org"));
        for wrong in ["", "1 Road\nalex@example.org", "alex@example", "@example.org", "a b@example.org", "a@b@c.org"] {
            assert_eq!(mail_address(wrong), None, "{wrong}");
        }
        assert_eq!(mail_address("a@example.org\r\nBcc: b@example.org"), Some("a@example.org"));
        assert_eq!(mail_address(&format!("{}@example.org", "a".repeat(300))), None);
    }
}
