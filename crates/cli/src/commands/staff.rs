//! The address of its own for staff: health and measurements, which the public address never shows.

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use candour_casework::outbox::Outbox;
use candour_casework::ports::AuthorityStore;
use candour_store::Store;
use tokio::net::TcpListener;

use super::serve::stop_signal;

/// Serves the staff address until the process is asked to stop.
pub(super) async fn serve(store: Store, listener: TcpListener) -> Result<()> {
    let router = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(store);
    axum::serve(listener, router).with_graceful_shutdown(stop_signal()).await.context("serving the staff address")
}

async fn ready(State(store): State<Store>) -> (StatusCode, &'static str) {
    match store.authorities().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}

/// In Prometheus's text format. Counts only: no name, no reference, nothing of any one case.
async fn metrics(State(store): State<Store>) -> (StatusCode, String) {
    match measured(&store).await {
        Ok(text) => (StatusCode::OK, text),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("# {error}\n")),
    }
}

async fn measured(store: &Store) -> Result<String> {
    let jobs = store.job_counts().await?;
    let outbox = store.outbox_end().await?;
    let figures = [
        ("candour_jobs_waiting", "Jobs that wait for a worker", jobs.waiting),
        ("candour_jobs_held", "Jobs in a worker's hands", jobs.held),
        ("candour_jobs_failing", "Jobs that failed at least once and are not done", jobs.failing),
        ("candour_outbox_position", "The last change in the published log", outbox),
    ];
    let line = |(name, help, value)| format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
    Ok(figures.map(line).concat())
}
