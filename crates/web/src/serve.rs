//! Serving the router on a listener, so that no client can take the site from the others.
//!
//! A connection that sends its request too slowly, sends nothing, or does not take its answer, is closed. There are at
//! most [`MOST_CONNECTIONS`]; who comes when all are taken is told so at once (503) instead of being left to wait.
//! HTTP/1.1 only: what stands in front of it speaks newer versions to browsers.

mod patient;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower::ServiceExt;

use self::patient::Patient;

/// Serves until `stop` is ready; requests under way are finished first, for at most `FAREWELL`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let cap = room_for_files().saturating_sub(OTHER_FILES).min(MOST_CONNECTIONS);
    let places = Arc::new(Semaphore::new(cap));
    let refusals = Arc::new(Semaphore::new(MOST_REFUSALS));
    let (say_stop, told_to_stop) = watch::channel(false);
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(BUFFER)
        .keep_alive(true)
        .half_close(false);
    let builder = Arc::new(builder);
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of files, most likely: closing connections will give some back.
                tracing::warn!(error.cause = %error, "a connection could not be taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => {
                let connection = Connection { builder: Arc::clone(&builder), router: router.clone(), peer };
                tokio::spawn(connection.run(stream, place, told_to_stop.clone()));
            }
            Err(_) => {
                if let Ok(place) = Arc::clone(&refusals).try_acquire_owned() {
                    tokio::spawn(refuse(stream, place));
                }
            }
        }
    }
    drop(listener);
    drop(told_to_stop);
    say_stop.send_replace(true);
    // Every connection holds a receiver until it is done.
    drop(tokio::time::timeout(FAREWELL, say_stop.closed()).await);
    Ok(())
}

struct Connection {
    builder: Arc<Builder<TokioExecutor>>,
    router: Router,
    peer: SocketAddr,
}

impl Connection {
    async fn run(self, stream: TcpStream, place: OwnedSemaphorePermit, mut told_to_stop: watch::Receiver<bool>) {
        let Self { builder, router, peer } = self;
        drop(stream.set_nodelay(true));
        let service = router.map_request(move |mut request: axum::http::Request<_>| -> Request {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.map(Body::new)
        });
        let io = TokioIo::new(Patient::new(stream, STALLED));
        let connection = builder.serve_connection(io, TowerToHyperService::new(service));
        let mut connection = std::pin::pin!(connection);
        // How a connection ends is its client's affair; what goes wrong on our side is logged where it does.
        tokio::select! {
            _ = connection.as_mut() => {}
            _ = told_to_stop.changed() => {
                connection.as_mut().graceful_shutdown();
                drop(connection.await);
            }
        }
        drop(place);
    }
}

/// Says that there is no room, and waits a moment for the client to hear it.
async fn refuse(mut stream: TcpStream, place: OwnedSemaphorePermit) {
    let said = async {
        stream.write_all(REFUSAL).await?;
        stream.shutdown().await?;
        let mut rest = [0; 1_024];
        while stream.read(&mut rest).await? > 0 {}
        io::Result::Ok(())
    };
    drop(tokio::time::timeout(Duration::from_secs(1), said).await);
    drop(place);
}

/// How many files this process may have open, after asking for as many as it can get.
fn room_for_files() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let limit = if setrlimit(Resource::Nofile, wanted).is_ok() { limit.maximum } else { limit.current };
    limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
}

/// The most connections at once. Each takes less than 32 KiB while it waits.
pub const MOST_CONNECTIONS: usize = 10_000;

/// Files that are not connections: the database, blobs, the search index.
const OTHER_FILES: usize = 128;
/// The most clients that are being told that there is no room; others find the connection closed.
const MOST_REFUSALS: usize = 256;
/// How long a client may take to send the head of a request, and how long it may keep a connection without one.
const HEADERS: Duration = Duration::from_secs(20);
/// How long a client may take none of its answer.
const STALLED: Duration = Duration::from_secs(20);
/// How long requests under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(10);
/// The longest head of a request.
const BUFFER: usize = 32 * 1024;
const REFUSAL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Retry-After: 5\r\nConnection: close\r\nContent-Length: 54\r\n\r\n\
    This site is busy at present. Please try again later.\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_how_long_it_is() {
        let text = std::str::from_utf8(REFUSAL).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())));
    }
}
