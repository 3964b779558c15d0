//! Writes cases until it is killed, and says on standard output which writes were acknowledged.
//!
//! For the crash test: `write_until_killed sqlite FOLDER ROUND` or `write_until_killed postgres URL BLOBS ROUND`.

use std::io::Write as _;
use std::path::Path;

use candour_casework::command::{By, log_request};
use candour_casework::event::Actor;
use candour_casework::id::CaseId;
use candour_casework::ports::{AuthorityStore as _, BlobStore as _, CaseStore as _};
use candour_casework::sample::{A_MONDAY, arrived, authority, noon, officer};
use candour_statute::Calendar;
use candour_store::Store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (store, round) = match arguments.as_slice() {
        ["sqlite", folder, round] => (Store::create(Path::new(folder)).await?, round.parse::<u32>()?),
        ["postgres", url, blobs, round] => {
            (Store::connect_with_folder(url, Path::new(blobs)).await?, round.parse::<u32>()?)
        }
        _ => return Err("sqlite FOLDER ROUND, or postgres URL BLOBS ROUND".into()),
    };
    let clock = noon(A_MONDAY);
    store.save_authority(&authority(), Actor::Operator, clock.0).await?;
    for number in round * 1_000..(round + 1) * 1_000 {
        let logged =
            log_request(&authority(), arrived(number, A_MONDAY), Calendar::built_in(), &By::requester(&clock))?;
        let case = store.begin_case(CaseId(uuid::Uuid::from_u128(number.into())), logged).await?;
        let change = case.allocate(&By::user(&officer(), &clock), officer().id)?;
        let case = store.append(case.id, case.version, change).await?;
        let digest = store.put(number.to_string().into_bytes()).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{} {} {digest}", case.id, case.version)?;
        out.flush()?;
    }
    Ok(())
}
