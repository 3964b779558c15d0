//! What may be done to a case, by whom, and when not: each command is decided into a [`Change`] or refused.
//!
//! There is no other way to make the events of a case: [`Change`] and
//! [`NewEvent`] cannot be built outside this crate. So no form, no import, no job and no
//! command line can set a case to issued around a check.

mod afterwards;
mod clock;
mod deciding;
mod documents;
mod ending;
mod finding;
mod intake;
mod issuing;
mod message;
mod publishing;
mod refused;
mod triage;

pub use deciding::OwnWork;
pub use documents::NewMark;
pub use intake::{ArrivedRequest, import_page, log_request};
pub use publishing::PublicWords;
pub use refused::Refused;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::case::{Case, CaseState};
use crate::event::chain::NewEvent;
use crate::event::{Actor, EventKind};
use crate::id::UserId;
use crate::ports::{Change, Clock};
use crate::user::{Role, User};

/// The answer to a command: what is to be changed, or why not.
pub type Answer = Result<Change, Refused>;

/// Who gives a command, and when.
#[derive(Clone, Debug)]
pub struct By {
    actor: Actor,
    roles: Vec<Role>,
    at: Timestamp,
    today: Date,
}

impl By {
    /// A member of staff.
    pub fn user(user: &User, clock: &impl Clock) -> Self {
        let roles = if user.disabled { Vec::new() } else { user.roles.clone() };
        Self { actor: Actor::User(user.id), roles, at: clock.now(), today: clock.today() }
    }

    /// Somebody at the machine's own command line.
    pub fn operator(clock: &impl Clock) -> Self {
        let roles = vec![Role::Administrator, Role::Officer];
        Self { actor: Actor::Operator, roles, at: clock.now(), today: clock.today() }
    }

    /// The requester, through the form or the mailbox.
    pub fn requester(clock: &impl Clock) -> Self {
        Self { actor: Actor::Requester, roles: Vec::new(), at: clock.now(), today: clock.today() }
    }

    /// candour itself, running a job.
    pub fn system(clock: &impl Clock) -> Self {
        Self { actor: Actor::System, roles: vec![Role::Officer], at: clock.now(), today: clock.today() }
    }

    /// The day on which the command is given.
    pub fn today(&self) -> Date {
        self.today
    }

    /// The moment at which the command is given.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who gives it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    fn person(&self, action: &'static str) -> Result<UserId, Refused> {
        self.actor.user().ok_or(Refused::NeedsPerson { action })
    }

    fn must_have(&self, role: Role, action: &'static str) -> Result<(), Refused> {
        if self.roles.contains(&role) { Ok(()) } else { Err(Refused::NeedsRole { action, role }) }
    }

    /// A day on which something happened: not in the future, and not before what it follows.
    fn must_have_happened(&self, on: Date, after: Option<Date>, what: &'static str) -> Result<(), Refused> {
        if on > self.today {
            return Err(Refused::InFuture { what, on, today: self.today });
        }
        match after {
            Some(after) if on < after => Err(Refused::BeforeCause { what, on, after }),
            _ => Ok(()),
        }
    }

    fn change(&self, kinds: impl IntoIterator<Item = EventKind>) -> Change {
        let event = |kind| NewEvent { at: self.at, by: self.actor.clone(), kind };
        Change { events: kinds.into_iter().map(event).collect(), ..Change::default() }
    }
}

impl Case {
    /// Whether somebody may see the case: everybody with a role in it, or only those it is restricted to.
    pub fn is_visible_to(&self, user: &User) -> bool {
        let listed = self.restricted_to.is_empty() || self.restricted_to.contains(&user.id);
        let only_contributes = user.roles.iter().all(|role| *role == Role::Contributor);
        let commissioned = self.commissions.iter().any(|commission| commission.contributor == user.id);
        user.authority == self.authority && !user.disabled && listed && (!only_contributes || commissioned)
    }

    fn may_work(&self, by: &By, action: &'static str) -> Result<(), Refused> {
        by.must_have(Role::Officer, action)?;
        self.may_see(by, action)
    }

    fn may_see(&self, by: &By, action: &'static str) -> Result<(), Refused> {
        let listed = |user| self.restricted_to.is_empty() || self.restricted_to.contains(&user);
        if by.actor.user().is_none_or(listed) { Ok(()) } else { Err(Refused::Restricted { action }) }
    }

    fn must_be(
        &self,
        allowed: impl FnOnce(&CaseState) -> bool,
        action: &'static str,
        because: &'static str,
    ) -> Result<(), Refused> {
        if allowed(&self.state) {
            return Ok(());
        }
        Err(Refused::State { action, because, state: self.state.key() })
    }
}

fn must_say(text: &str, what: &'static str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::Empty { what });
    }
    if text.len() > LONGEST_TEXT_BYTES {
        return Err(Refused::TooLong { what, limit_bytes: LONGEST_TEXT_BYTES });
    }
    Ok(())
}

/// The longest text taken: a request of a thousand pages. Anything longer is a document and belongs in an attachment.
const LONGEST_TEXT_BYTES: usize = 2_000_000;
