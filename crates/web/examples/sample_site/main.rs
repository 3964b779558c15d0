//! Serves the invented log: `cargo run -p candour-web --example sample_site -- [ADDRESS] [police|council|states]`.

#![expect(clippy::print_stdout, reason = "says where it listens")]

mod desk;
mod log;

use std::error::Error;
use std::sync::Arc;

use candour_casework::ports::FixedClock;
use candour_web::desk::RequestDesk;
use candour_web::{AppState, Settings, router, serve};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let (log, desk): (_, Option<Arc<dyn RequestDesk>>) = match arguments.next().as_deref() {
        Some("council") => (log::council(), None),
        Some("states") => (log::states::police_with_states(), Some(Arc::new(desk::StagedDesk))),
        _ => (log::police(), None),
    };
    let state = AppState {
        log: Arc::new(log),
        clock: Arc::new(FixedClock("2026-07-01T12:00:00Z".parse()?)),
        settings: Arc::new(Settings { public_address: Some(format!("http://{address}")), ..Settings::default() }),
        desk,
    };
    let listener = TcpListener::bind(&address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    serve(listener, router(state), std::future::pending()).await?;
    Ok(())
}
