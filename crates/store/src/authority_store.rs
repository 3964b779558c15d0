//! The port for authorities and accounts.

use candour_casework::authority::{Authority, AuthoritySlug};
use candour_casework::calendar;
use candour_casework::event::{Actor, EventKind};
use candour_casework::id::{Digest, UserId};
use candour_casework::ports::{AuthorityStore, StoreError, StoreErrorKind, Stored};
use candour_casework::user::{Role, User};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::rows::{authorities, installation, jobs, users};
use crate::{Store, append, error, password};

impl AuthorityStore for Store {
    async fn save_authority(&self, authority: &Authority, by: Actor, at: Timestamp) -> Stored<()> {
        let attempted = format!("saving the authority {}", authority.slug);
        let settings = serde_json::to_string(authority).map_err(|cause| error::damaged(&attempted, cause))?;
        let kind =
            EventKind::AuthoritySaved { authority: authority.slug.clone(), settings: Digest::of(settings.as_bytes()) };
        let mut transaction = self.database.write().await?;
        if authorities::named(&mut transaction, &authority.slug).await?.as_ref() == Some(authority) {
            return Ok(());
        }
        authorities::save(&mut transaction, authority, &settings).await?;
        append::append_to_installation(&mut transaction, at, by, kind).await?;
        transaction.commit(&attempted).await
    }

    async fn authority(&self, slug: &AuthoritySlug) -> Stored<Option<Authority>> {
        authorities::named(&mut self.database.read().await?, slug).await
    }

    async fn authorities(&self) -> Stored<Vec<Authority>> {
        authorities::all(&mut self.database.read().await?).await
    }

    async fn add_user(&self, user: &User, password: &str, by: Actor, at: Timestamp) -> Stored<()> {
        let hash = password::hash(password).await?;
        let roles = user.roles.clone();
        let kind = EventKind::UserAdded { user: user.id, authority: user.authority.clone(), roles };
        let mut transaction = self.database.write().await?;
        users::add(&mut transaction, user, &hash).await?;
        append::append_to_installation(&mut transaction, at, by, kind).await?;
        transaction.commit("adding the account").await
    }

    async fn disable_user(&self, user: UserId, by: Actor, at: Timestamp) -> Stored<()> {
        let attempted = "disabling the account";
        let mut transaction = self.database.write().await?;
        must_exist(users::disable(&mut transaction, user).await?, attempted)?;
        let kind = EventKind::UserDisabled { user };
        append::append_to_installation(&mut transaction, at, by, kind).await?;
        transaction.commit(attempted).await
    }

    async fn reset_user(&self, user: UserId, password: &str, by: Actor, at: Timestamp) -> Stored<()> {
        let attempted = "setting the password";
        let hash = password::hash(password).await?;
        let mut transaction = self.database.write().await?;
        must_exist(users::set_password(&mut transaction, user, &hash).await?, attempted)?;
        let kind = EventKind::UserReset { user };
        append::append_to_installation(&mut transaction, at, by, kind).await?;
        transaction.commit(attempted).await
    }

    async fn user(&self, id: UserId) -> Stored<Option<User>> {
        users::by_id(&mut self.database.read().await?, id).await
    }

    async fn user_by_sign_in_name(&self, name: &str) -> Stored<Option<User>> {
        users::by_sign_in_name(&mut self.database.read().await?, name).await
    }

    async fn users(&self, authority: &AuthoritySlug, role: Option<Role>) -> Stored<Vec<User>> {
        let mut users = users::of_authority(&mut self.database.read().await?, authority).await?;
        users.retain(|user| role.is_none_or(|role| user.is(role)));
        Ok(users)
    }

    async fn sign_in(&self, name: &str, password: &str) -> Stored<Option<User>> {
        let mut transaction = self.database.read().await?;
        let user = users::by_sign_in_name(&mut transaction, name).await?.filter(|user| !user.disabled);
        let hash = match &user {
            Some(user) => users::password_hash(&mut transaction, user.id).await?,
            None => None,
        };
        Ok(if password::matches(password, hash).await? { user } else { None })
    }

    async fn add_calendar_day(
        &self,
        (date, division, why): (Date, &str, &str),
        by: Actor,
        at: Timestamp,
    ) -> Stored<()> {
        let mut transaction = self.database.write().await?;
        installation::add_calendar_day(&mut transaction, date, division, why, at).await?;
        let kind = EventKind::CalendarDayAdded { date, division: division.to_owned(), why: why.to_owned() };
        append::append_to_installation(&mut transaction, at, by, kind).await?;
        let job = calendar::recompute_job(date, division, why, at);
        jobs::add(&mut transaction, &uuid::Uuid::now_v7().to_string(), &job).await?;
        transaction.commit("adding a day to the calendar").await
    }

    async fn calendar_days(&self) -> Stored<Vec<(Date, String, String)>> {
        installation::calendar_days(&mut self.database.read().await?).await
    }
}

fn must_exist(exists: bool, attempted: &str) -> Stored<()> {
    if exists {
        return Ok(());
    }
    Err(StoreError::new(attempted, StoreErrorKind::Failed("there is no such account".into())))
}
