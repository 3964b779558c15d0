//! `candour serve` and `candour demo`: the public site on a listener.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use candour_casework::ports::AuthorityStore;
use candour_store::{Access, Store};
use candour_web::desk::StoredDesk;
use candour_web::public::StoredLog;
use candour_web::{AppState, Settings};
use tokio::net::TcpListener;

use super::clock::SystemClock;
use super::{Outcome, print_text};
use crate::args::{Demo, Serve};
use crate::config::Config;
use crate::demo;
use crate::jobs::Worker;
use crate::mail::Mailer;

pub(super) async fn serve(args: Serve, config: &Config) -> Result<Outcome> {
    let store = config.open(&args.stores, Access::ReadWrite).await?;
    let listener = listen(config.listen_address(args.listen)).await?;
    let staff = match args.staff_listen.or(config.staff_listen) {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let mut addresses = Vec::new();
    for authority in store.authorities().await? {
        addresses.push(format!("/{}", authority.slug));
    }
    serve_store(store, (listener, staff), &addresses, config).await
}

pub(super) async fn demo(args: Demo, config: &Config) -> Result<Outcome> {
    let folder = config.data_folder(args.data.as_deref());
    let listener = match args.no_serve {
        true => None,
        false => Some(listen(config.listen_address(args.listen)).await?),
    };
    let store = Store::create(&folder).await?;
    let references = demo::build(&store, &folder).await?;
    let paths: Vec<String> = references.iter().map(|reference| format!("/{}/d/{reference}", demo::SLUG)).collect();
    match listener {
        Some(listener) => serve_store(store, (listener, None), &paths, config).await,
        None => {
            store.close().await;
            print_text(&format!(
                "the sample is in {}; serve it with: candour serve --data {}\n{}\n",
                folder.display(),
                folder.display(),
                paths.join("\n")
            ))?;
            Ok(Outcome::Clean)
        }
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; is another program there? Name another address with --listen")
    })
}

/// Serves the public address, and the staff's where there is one, and runs the jobs.
async fn serve_store(
    store: Store,
    (listener, staff): (TcpListener, Option<TcpListener>),
    paths: &[String],
    config: &Config,
) -> Result<Outcome> {
    crate::logging::to_stderr();
    let address = listener.local_addr()?;
    let site = config.public_site(&format!("http://{address}"));
    let mailer = config.mail.as_ref().map(|mail| Mailer::new(mail, site.public_address.as_deref())).transpose()?;
    let following = crate::search::begin(&store, config)?;
    let (release_key, form_key) = (super::keys::hex(&store)?, super::keys::of_forms(&store)?);
    let state = AppState {
        log: Arc::new(
            StoredLog::new(Arc::new(store.clone()))
                .with_search(following.search())
                .with_pictures(Arc::new(super::engine::page_picture)),
        ),
        clock: Arc::new(SystemClock),
        settings: Arc::new(Settings { release_key, form_key, ..site }),
        desk: Some(Arc::new(StoredDesk::new(Arc::new(store.clone()), Arc::new(SystemClock), mailer.is_some()))),
    };
    let mut text = format!("serving http://{address}/ (stop with Ctrl-C)\n");
    for path in paths {
        text.push_str(&format!("  http://{address}{path}\n"));
    }
    if let Some(staff) = staff {
        text.push_str(&format!("  staff: http://{}/metrics\n", staff.local_addr()?));
        tokio::spawn(super::staff::serve(store.clone(), staff));
    }
    print_text(&text)?;
    let worker = Worker::new(store.clone(), config.job_hold(), config.erase_requesters_after_days).with_mailer(mailer);
    let jobs = tokio::spawn(worker.run(stop_signal()));
    candour_web::serve(listener, candour_web::router(state), stop_signal()).await.context("serving")?;
    jobs.await.context("ending the jobs")?;
    following.end().await;
    store.close().await;
    Ok(Outcome::Clean)
}

/// Ready when somebody presses Ctrl-C or a service manager asks the process to end.
pub(super) async fn stop_signal() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => return std::future::pending().await,
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
