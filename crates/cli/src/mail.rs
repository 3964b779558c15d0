//! Mail to requesters: the acknowledgement with the computed date and a link of its own, and a new link for one lost.
//!
//! A mail is a job that names its case and nothing personal. What it says is composed when it is sent, from what is kept
//! then: whoever has been erased gets none. The secret of the link in it is made at the moment of sending; the store
//! keeps its hash, and a mail that could not be sent takes it back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use candour_casework::command::By;
use candour_casework::links::RequesterLinks;
use candour_casework::ports::{AuthorityStore, CaseStore, Clock};
use candour_casework::{Authority, BodyKind, Case, CaseId, Requester, StatusToken};
use candour_letters::compose::{Acknowledgement, Correspondence, Layout, Officer, acknowledgement};
use candour_letters::letter::Addressee;
use candour_letters::{Language, Wording, to_text};
use candour_store::Store;
use candour_web::desk::mail_address;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::Deserialize;

use crate::commands::clock::SystemClock;

/// How mail leaves: `[mail]` in `candour.toml`. Without it no page promises a mail.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailSettings {
    /// Who it comes from, such as `Freedom of information <foi@example.org>`.
    pub(crate) from: String,
    /// The mail server: `smtps://host`, `smtp://host?tls=required`, with `user@` where it wants one. No password here.
    pub(crate) server: Option<String>,
    /// File that holds the password of the mail server.
    pub(crate) password_file: Option<PathBuf>,
    /// A folder that gets each mail as a file instead, for another program to send.
    pub(crate) folder: Option<PathBuf>,
}

/// Sends mail.
#[derive(Clone)]
pub(crate) struct Mailer {
    from: Mailbox,
    transport: Transport,
    /// The public address of the site, for links; without it a mail has none.
    site: Option<String>,
}

#[derive(Clone)]
enum Transport {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("site", &self.site).finish_non_exhaustive()
    }
}

impl Mailer {
    /// A mailer by the settings.
    ///
    /// # Errors
    ///
    /// No sound sender, neither server nor folder or both, a password that cannot be read.
    pub(crate) fn new(settings: &MailSettings, site: Option<&str>) -> Result<Self> {
        let from =
            settings.from.parse().with_context(|| format!("[mail] from: `{}` is no mail address", settings.from))?;
        let transport = match (&settings.server, &settings.folder) {
            (Some(server), None) => Transport::Server(server_transport(server, settings.password_file.as_deref())?),
            (None, Some(folder)) => {
                if !folder.is_dir() {
                    bail!("[mail] folder: {} is not a folder; make it first", folder.display());
                }
                Transport::Folder(AsyncFileTransport::new(folder))
            }
            (None, None) => bail!("[mail]: name a server or a folder"),
            (Some(_), Some(_)) => bail!("[mail]: name either a server or a folder, not both"),
        };
        Ok(Self { from, transport, site: site.map(|site| site.trim_end_matches('/').to_owned()) })
    }

    async fn send(&self, mail: Message) -> Result<()> {
        // What a mail server answers may repeat the address; the reason kept with a job must not.
        match &self.transport {
            Transport::Server(server) => match server.send(mail).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => bail!("the mail server refused the mail for good"),
                Err(error) if error.is_transient() => bail!("the mail server asks to try again later"),
                Err(error) if error.is_timeout() => bail!("the mail server did not answer in time"),
                Err(_) => bail!("the mail server cannot be reached, or its certificate is not trusted"),
            },
            Transport::Folder(folder) => match folder.send(mail).await {
                Ok(_) => Ok(()),
                Err(_) => bail!("the mail could not be written into the folder"),
            },
        }
    }
}

fn server_transport(url: &str, password_file: Option<&Path>) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let user = after_scheme.split_once('@').map(|(user, _)| user);
    if user.is_some_and(|user| user.contains(':')) {
        bail!(
            "[mail] server: a password does not belong in the settings; name a file that holds it with password_file"
        );
    }
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .context("[mail] server: expected smtps://host or smtp://host?tls=required")?
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(file)) = (user, password_file) {
        let password = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        builder = builder.credentials(Credentials::new(user.to_owned(), password.trim_end().to_owned()));
    }
    Ok(builder.build())
}

/// Sends the acknowledgement of a case, unless it has gone already or there is nobody to send it to.
///
/// # Errors
///
/// The store or the mail server failed; the job is tried again.
pub(crate) async fn acknowledge(store: &Store, mailer: Option<&Mailer>, arguments: &str) -> Result<()> {
    let id: CaseId = arguments.trim_matches('"').parse().context("the job names no case")?;
    let Some(case) = store.case(id).await? else { return Ok(()) };
    if case.acknowledged_on.is_some() || !case.state.awaits_response() {
        return Ok(());
    }
    let Some(requester) = store.requester(id).await? else { return Ok(()) };
    let Some(address) = mail_address(&requester.address) else { return Ok(()) };
    let Some(authority) = store.authority(&case.authority).await? else { return Ok(()) };
    let mailer = mailer.context("no mail server is set up any more ([mail] in candour.toml)")?;

    let link = NewLink::of(mailer, &case)?;
    let text = words(&authority, &case, &requester, link.as_ref().map(|link| link.address.as_str()))?;
    let subject = format!("We have received your request {}", case.reference);
    deliver(store, mailer, id, address, (subject, text), link).await?;
    let by = By::system(&SystemClock);
    let change = case.acknowledge(&by, SystemClock.today())?;
    match store.append(id, case.version, change).await {
        Ok(_) => Ok(()),
        // An officer was quicker with something else. The mail has gone, so it is noted on the case as it is now.
        Err(error) if error.is_conflict() => {
            let Some(case) = store.case(id).await? else { return Ok(()) };
            if case.acknowledged_on.is_none() && case.state.awaits_response() {
                let change = case.acknowledge(&by, SystemClock.today())?;
                store.append(id, case.version, change).await?;
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Sends the requester of a case a new link to its page, for one that was lost; nothing to who has been erased.
///
/// # Errors
///
/// The store or the mail server failed; the job is tried again.
pub(crate) async fn send_link(store: &Store, mailer: Option<&Mailer>, arguments: &str) -> Result<()> {
    let id: CaseId = arguments.trim_matches('"').parse().context("the job names no case")?;
    let Some(case) = store.case(id).await? else { return Ok(()) };
    let Some(requester) = store.requester(id).await? else { return Ok(()) };
    let Some(address) = mail_address(&requester.address) else { return Ok(()) };
    let mailer = mailer.context("no mail server is set up any more ([mail] in candour.toml)")?;
    let Some(link) = NewLink::of(mailer, &case)? else { return Ok(()) };
    let text = format!(
        "Somebody asked for the address of the page of your request {}. It is:\n\n{}\n\n\
         Keep this address to yourself: whoever has it can see your request. Addresses you had before go on working.\n\n\
         If you did not ask for it, you need not do anything.\n",
        case.reference, link.address
    );
    let subject = format!("The page of your request {}", case.reference);
    deliver(store, mailer, id, address, (subject, text), Some(link)).await
}

/// A link whose secret nobody has yet.
struct NewLink {
    token: StatusToken,
    address: String,
}

impl NewLink {
    /// One for this case; `None` where the site does not know its address.
    fn of(mailer: &Mailer, case: &Case) -> Result<Option<Self>> {
        let Some(site) = &mailer.site else { return Ok(None) };
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).context("asking the system for randomness")?;
        let token = StatusToken::new(secret);
        let address = format!("{site}/{}/request/{}", case.authority, token.reveal());
        Ok(Some(Self { token, address }))
    }
}

/// Sends a mail about a case. The link in it works before it is sent, and is taken back if it could not be.
async fn deliver(
    store: &Store,
    mailer: &Mailer,
    case: CaseId,
    address: &str,
    (subject, text): (String, String),
    link: Option<NewLink>,
) -> Result<()> {
    let to = address.parse::<Address>().map_err(|_| anyhow::anyhow!("the address is no mail address"))?;
    let mail = automatic(Message::builder()).from(mailer.from.clone()).to(Mailbox::new(None, to)).subject(subject);
    let mail = mail.header(ContentType::TEXT_PLAIN).body(text).context("making the mail")?;
    if let Some(link) = &link {
        store.add_link(case, link.token.hash()).await?;
    }
    let sent = mailer.send(mail).await;
    if let (Err(_), Some(link)) = (&sent, &link) {
        store.remove_link(link.token.hash()).await?;
    }
    sent
}

/// The letter as plain text, with the link behind it.
fn words(authority: &Authority, case: &Case, requester: &Requester, link: Option<&str>) -> Result<String> {
    let due_on = case.due_on().context("the due date is not known yet")?;
    let wording = Wording::built_in();
    let reference = case.reference.to_string();
    let letter = acknowledgement(
        &Correspondence {
            authority,
            reference: &reference,
            regime: case.regime,
            dated: SystemClock.today(),
            received_on: case.received_on,
            due_on: Some(due_on),
            requester: Some(Addressee { name: requester.name.clone(), lines: Vec::new() }),
            officer: Officer { name: "", office: "", may_be_named: false },
            request: &case.request,
            language: if requester.prefers_welsh { Language::Welsh } else { Language::English },
            layout: Layout::Letter,
            wording: &wording,
        },
        &Acknowledgement { due_on, varied: matches!(authority.body, BodyKind::School | BodyKind::Archive) },
    )?;
    let mut text = to_text(&letter);
    if let Some(link) = link {
        text.push_str(&format!(
            "\nSee how your request is getting on, write to us about it, or take it back:\n{link}\n\n\
             Keep this address to yourself: whoever has it can see your request.\n"
        ));
    }
    Ok(text)
}

/// RFC 3834: nobody's out-of-office answers this.
fn automatic(builder: MessageBuilder) -> MessageBuilder {
    builder.header(AutoSubmitted)
}

#[derive(Clone)]
struct AutoSubmitted;

impl lettre::message::header::Header for AutoSubmitted {
    fn name() -> lettre::message::header::HeaderName {
        lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> lettre::message::header::HeaderValue {
        lettre::message::header::HeaderValue::new(Self::name(), "auto-replied".to_owned())
    }
}

const PATIENCE: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> MailSettings {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn settings_that_cannot_send_are_refused_with_the_reason() {
        for (text, why) in [
            ("from = \"nobody\"\nfolder = \".\"", "no mail address"),
            ("from = \"foi@example.org\"", "name a server or a folder"),
            ("from = \"foi@example.org\"\nfolder = \"/nowhere/at/all\"", "not a folder"),
            ("from = \"foi@example.org\"\nserver = \"smtps://foi:secret@mail.example.org\"", "does not belong"),
            ("from = \"foi@example.org\"\nserver = \"gopher://mail\"", "expected smtps"),
        ] {
            let error = format!("{:#}", Mailer::new(&settings(text), None).unwrap_err());
            assert!(error.contains(why), "{error}");
            assert!(!error.contains("secret@"), "{error}");
        }
        assert!(toml::from_str::<MailSettings>("from = \"a@b.org\"\npassword = \"x\"").is_err());
    }

    /// A mail server (RFC 5321) that takes one connection and says what it was told, or refuses at a command.
    async fn mail_server(refuses: &'static str) -> (MailSettings, tokio::task::JoinHandle<Vec<String>>) {
        use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = format!("smtp://{}", listener.local_addr().unwrap());
        let told = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            let (mut told, mut in_data) = (Vec::new(), false);
            write.write_all(b"220 mail.example.org ESMTP\r\n").await.unwrap();
            while let Ok(Some(line)) = lines.next_line().await {
                let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
                let answer: &[u8] = match verb.as_str() {
                    _ if in_data && line == "." => b"250 2.0.0 queued\r\n",
                    _ if in_data => b"",
                    verb if verb == refuses => b"550 5.1.1 <a@example.org> no such mailbox\r\n",
                    "EHLO" => b"250-mail.example.org\r\n250 8BITMIME\r\n",
                    "DATA" => b"354 go on\r\n",
                    "QUIT" => b"221 2.0.0 good bye\r\n",
                    _ => b"250 2.0.0 well\r\n",
                };
                in_data = (in_data || verb == "DATA") && line != ".";
                told.push(line);
                write.write_all(answer).await.unwrap();
                if verb == "QUIT" && !in_data {
                    break;
                }
            }
            told
        });
        let settings =
            MailSettings { from: "FOI <foi@example.org>".into(), server: Some(server), ..MailSettings::default() };
        (settings, told)
    }

    fn a_mail(mailer: &Mailer) -> Message {
        let mail = automatic(Message::builder()).from(mailer.from.clone()).to("a@example.org".parse().unwrap());
        mail.subject("Your request").body("Dear Alex,\n.\nthe dot above is yours.\n".to_owned()).unwrap()
    }

    #[tokio::test]
    async fn a_mail_goes_to_a_mail_server_whole_and_to_the_one_address() {
        let (settings, told) = mail_server("").await;
        let mailer = Mailer::new(&settings, None).unwrap();
        mailer.send(a_mail(&mailer)).await.unwrap();
        // The connection is kept for the next mail until the mailer goes.
        drop(mailer);
        let told = tokio::time::timeout(Duration::from_secs(20), told).await.unwrap().unwrap();
        let has = |expected: &str| told.iter().any(|line| line.starts_with(expected));
        for expected in
            ["EHLO ", "MAIL FROM:<foi@example.org>", "RCPT TO:<a@example.org>", "DATA", "Subject: Your request"]
        {
            assert!(has(expected), "{expected} in {told:#?}");
        }
        assert!(has("Auto-Submitted: auto-replied") && has("the dot above is yours."), "{told:#?}");
        assert_eq!(told.iter().filter(|line| line.starts_with("RCPT")).count(), 1);
        assert!(told.iter().any(|line| line == ".."), "a line with a dot ends no mail: {told:#?}");
    }

    #[tokio::test]
    async fn what_a_mail_server_says_against_an_address_is_told_without_it() {
        let (settings, _told) = mail_server("RCPT").await;
        let mailer = Mailer::new(&settings, None).unwrap();
        let error = format!("{:#}", mailer.send(a_mail(&mailer)).await.unwrap_err());
        assert!(error.contains("refused the mail for good") && !error.contains("a@example.org"), "{error}");
        let nobody = MailSettings { server: Some("smtp://127.0.0.1:1".into()), ..settings };
        let mailer = Mailer::new(&nobody, None).unwrap();
        let error = format!("{:#}", mailer.send(a_mail(&mailer)).await.unwrap_err());
        assert!(error.contains("cannot be reached"), "{error}");
    }

    #[tokio::test]
    async fn a_mail_into_a_folder_is_a_file_with_the_words() {
        let folder = tempfile::tempdir().unwrap();
        let settings = MailSettings {
            from: "FOI <foi@example.org>".into(),
            folder: Some(folder.path().to_owned()),
            ..MailSettings::default()
        };
        let mailer = Mailer::new(&settings, None).unwrap();
        let mail = automatic(Message::builder()).from(mailer.from.clone()).to("a@example.org".parse().unwrap());
        mailer.send(mail.subject("Hello").body("The words".to_owned()).unwrap()).await.unwrap();
        let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(text.contains("The words") && text.contains("Auto-Submitted: auto-replied"));
    }
}
