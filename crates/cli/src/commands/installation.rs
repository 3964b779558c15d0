//! `candour init`, `authority` and `user`: who answers, and who may sign in.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use candour_casework::authority::{Nation, Regulator, ReviewContact};
use candour_casework::ports::AuthorityStore;
use candour_casework::reference::Regime;
use candour_casework::{Actor, Authority, AuthoritySlug, BodyKind, Role, User, UserId};
use candour_store::{Access, Store};

use super::clock::SystemClock;
use super::{Outcome, engine, keys, print_text};
use crate::args::{AuthorityCommand, Init, NewAuthority, NewUser, UserCommand};
use crate::config::{Config, Place};
use candour_casework::ports::Clock;

pub(super) async fn init(args: Init, config: &Config) -> Result<Outcome> {
    let authority = new_authority(&args.authority)?;
    let (user, password) = new_user(&args.administrator, authority.slug.clone(), Role::Administrator)?;
    let (store, place) = config.create(&args.stores).await?;
    if !store.authorities().await?.is_empty() {
        bail!("{place} holds an installation already; add to it with `candour authority add`");
    }
    let now = SystemClock.now();
    store.save_authority(&authority, Actor::Operator, now).await?;
    store.add_user(&user, &password, Actor::Operator, now).await?;
    let key = keys::public(&store)?;
    store.close().await;
    let next = match &place {
        Place::Folder(folder) => format!("candour serve --data {}", folder.display()),
        Place::Shared(_) => "candour serve with the same --database-url and --blobs".to_owned(),
    };
    print_text(&format!(
        "{} is set up in {place}\nadministrator: {}\n{key}next: {next}\n",
        authority.name, user.sign_in_name
    ))?;
    Ok(Outcome::Clean)
}

pub(super) async fn authority(command: AuthorityCommand, config: &Config) -> Result<Outcome> {
    match command {
        AuthorityCommand::Add { authority, stores } => {
            let store = config.open(&stores, Access::ReadWrite).await?;
            let authority = new_authority(&authority)?;
            if store.authority(&authority.slug).await?.is_some() {
                bail!("there is an authority {} already; change it with `candour authority edit`", authority.slug);
            }
            store.save_authority(&authority, Actor::Operator, SystemClock.now()).await?;
            store.close().await;
            print_text(&format!("added {} ({})\n", authority.name, authority.slug))?;
        }
        AuthorityCommand::Edit { authority: change, stores } => {
            let store = config.open(&stores, Access::ReadWrite).await?;
            let slug = required(change.slug.clone(), "--authority", "which authority (its short name)")?;
            let slug = whose(&store, Some(slug)).await?;
            let mut authority = store.authority(&slug).await?.context("the authority is gone")?;
            apply(&mut authority, &change);
            store.save_authority(&authority, Actor::Operator, SystemClock.now()).await?;
            store.close().await;
            print_text(&format!("changed {} ({})\n", authority.name, authority.slug))?;
        }
    }
    Ok(Outcome::Clean)
}

pub(super) async fn user(command: UserCommand, config: &Config) -> Result<Outcome> {
    let now = SystemClock.now();
    match command {
        UserCommand::Add { user, authority, role, stores } => {
            let store = config.open(&stores, Access::ReadWrite).await?;
            if store.authority(&authority).await?.is_none() {
                bail!("there is no authority {authority}; add it with `candour authority add`");
            }
            let (user, password) = new_user(&user, authority, role.into())?;
            if store.user_by_sign_in_name(&user.sign_in_name).await?.is_some() {
                bail!("there is a user {} already", user.sign_in_name);
            }
            store.add_user(&user, &password, Actor::Operator, now).await?;
            store.close().await;
            print_text(&format!("{} may sign in\n", user.sign_in_name))?;
        }
        UserCommand::Disable { user, stores } => {
            let (store, known) = known_user(&user, config.open(&stores, Access::ReadWrite).await?).await?;
            store.disable_user(known.id, Actor::Operator, now).await?;
            store.close().await;
            print_text(&format!("{} cannot sign in any more\n", known.sign_in_name))?;
        }
        UserCommand::Reset { user, stores } => {
            let (store, known) = known_user(&user, config.open(&stores, Access::ReadWrite).await?).await?;
            let password = new_password(user.password_file.as_deref())?;
            store.reset_user(known.id, &password, Actor::Operator, now).await?;
            store.close().await;
            print_text(&format!("{} has a new password\n", known.sign_in_name))?;
        }
    }
    Ok(Outcome::Clean)
}

/// The authority that was named, or the only one.
pub(super) async fn whose(store: &Store, named: Option<AuthoritySlug>) -> Result<AuthoritySlug> {
    let known: Vec<AuthoritySlug> = store.authorities().await?.into_iter().map(|authority| authority.slug).collect();
    let list = || known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match (named, known.as_slice()) {
        (Some(named), known) if known.contains(&named) => Ok(named),
        (Some(named), []) => bail!("there is no authority {named}; add it with `candour authority add`"),
        (Some(named), _) => bail!("there is no authority {named}; there are: {}", list()),
        (None, [only]) => Ok(only.clone()),
        (None, []) => bail!("there is no authority yet; add one with `candour authority add`"),
        (None, _) => bail!("say whose with --authority; there are: {}", list()),
    }
}

async fn known_user(user: &NewUser, store: Store) -> Result<(Store, User)> {
    let name = required(user.user.clone(), "--user", "whose account (the sign-in name)")?;
    let Some(known) = store.user_by_sign_in_name(&name).await? else {
        bail!("there is no user {name}; add one with `candour user add`")
    };
    Ok((store, known))
}

fn new_authority(given: &NewAuthority) -> Result<Authority> {
    let slug: AuthoritySlug = match given.slug.clone() {
        Some(slug) => slug,
        None => asked("--authority", "Short name in addresses (such as north-shire-council)")?.parse()?,
    };
    let name = required(given.name.clone(), "--authority-name", "The authority's full name")?;
    let code = required(given.code.clone(), "--authority-code", "Two-digit code that begins its references")?;
    if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        bail!("the code `{code}` must be two digits, such as 01");
    }
    let mut authority = Authority {
        slug,
        name,
        code,
        body: BodyKind::General,
        regimes: vec![Regime::Foia, Regime::Eir],
        nation: Nation::England,
        review: ReviewContact { within_working_days: REVIEW_WINDOW_WORKING_DAYS, ..ReviewContact::default() },
        regulator: information_commissioner(),
        exit_address: DEFAULT_EXIT_ADDRESS.into(),
        sample: false,
        cookie_purposes: Vec::new(),
        published_grade: None,
        may_override_separation: false,
    };
    apply(&mut authority, given);
    Ok(authority)
}

fn apply(authority: &mut Authority, given: &NewAuthority) {
    if let Some(name) = &given.name {
        authority.name.clone_from(name);
    }
    if let Some(code) = &given.code {
        authority.code.clone_from(code);
    }
    if let Some(kind) = given.kind {
        authority.body = kind.into();
    }
    if let Some(email) = &given.email {
        authority.review.email.clone_from(email);
    }
}

/// The regulator as the notices of today name it: a setting, because it is being renamed.
pub(crate) fn information_commissioner() -> Regulator {
    Regulator {
        name: "Information Commissioner's Office".into(),
        complaint_address: "https://ico.org.uk/make-a-complaint/".into(),
        address: vec![
            "Wycliffe House".into(),
            "Water Lane".into(),
            "Wilmslow".into(),
            "Cheshire".into(),
            "SK9 5AF".into(),
        ],
        telephone: "0303 123 1113".into(),
    }
}

fn new_user(given: &NewUser, authority: AuthoritySlug, role: Role) -> Result<(User, String)> {
    let name = required(given.user.clone(), "--user", "Name to sign in with")?;
    let password = new_password(given.password_file.as_deref())?;
    let user = User {
        id: UserId::new(SystemClock.now()),
        authority,
        display_name: name.clone(),
        sign_in_name: name,
        roles: vec![role],
        disabled: false,
        loopback_only: false,
    };
    Ok((user, password))
}

fn new_password(file: Option<&Path>) -> Result<String> {
    let password = match engine::password(file)? {
        Some(bytes) => String::from_utf8(bytes).context("the password file holds bytes that are not text")?,
        None if std::io::stdin().is_terminal() => {
            let first = rpassword::prompt_password("Password (at least 12 characters): ")?;
            if first != rpassword::prompt_password("The same again: ")? {
                bail!("the two passwords differ; nothing was changed");
            }
            first
        }
        None => bail!("no password: name a file that holds it with --password-file"),
    };
    if password.chars().count() < SHORTEST_PASSWORD {
        bail!("the password must have at least {SHORTEST_PASSWORD} characters");
    }
    Ok(password)
}

fn required<T: std::str::FromStr>(given: Option<T>, flag: &str, question: &str) -> Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    given.map_or_else(|| Ok(asked(flag, question)?.parse()?), Ok)
}

/// Asks the person at the terminal; without one, says which flag is missing.
fn asked(flag: &str, question: &str) -> Result<String> {
    if !std::io::stdin().is_terminal() {
        bail!("{flag} is missing: {question}");
    }
    let mut err = std::io::stderr().lock();
    write!(err, "{question}: ")?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    match answer.trim() {
        "" => bail!("{flag} is missing: {question}"),
        answer => Ok(answer.to_owned()),
    }
}

/// The section 45 code of practice, 5.3: a review may be asked for within 40 working days.
const REVIEW_WINDOW_WORKING_DAYS: u32 = 40;
/// A page that draws no attention on a shared screen.
pub(crate) const DEFAULT_EXIT_ADDRESS: &str = "https://www.bbc.co.uk/weather";
const SHORTEST_PASSWORD: usize = 12;
