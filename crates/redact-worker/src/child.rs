//! The worker's side: give up, read one job, do it, answer, end.

use std::io::{self, Write};

use crate::protocol::{Answer, Job, Refusal, Request, Response, Step, read_blob, read_head, write_head};
use crate::sandbox::{self, Layers};

/// Runs one job from standard input to standard output under the sandbox.
///
/// `engine` gets the job, the password if any, the blobs that came with it
/// (the document first), and a way to say what it is at. It is called on the
/// sandboxed thread.
///
/// # Errors
///
/// The pipe broke, or the message on it was none of ours. A refusal of the engine is an answer, not an error.
pub fn serve(
    engine: impl FnOnce(Job, Option<Vec<u8>>, Vec<Vec<u8>>, &mut dyn FnMut(Step)) -> Result<Answer, Refusal>,
) -> io::Result<()> {
    // A panic message may quote the document; the parent says that the engine stopped.
    std::panic::set_hook(Box::new(|_| {}));
    let mut input = io::stdin().lock();
    let request: Request = read_head(&mut input)?;
    let layers = sandbox::enforce(request.limits);
    candour_redact::work_on_this_thread();
    let mut blobs = Vec::with_capacity(request.blobs.len().min(8));
    for &length in &request.blobs {
        blobs.push(read_blob(&mut input, length, request.limits.memory_bytes)?);
    }
    let mut out = io::stdout().lock();
    // Whether anybody listens shows when the answer is given.
    let mut tell = |step| drop(write_head(&mut out, &Response::At(step)).and_then(|()| out.flush()));
    let result = match request.job {
        Job::Probe => Ok(probe(layers)),
        job => engine(job, request.password, blobs, &mut tell),
    };
    answer(&mut out, result)
}

fn answer(out: &mut impl Write, result: Result<Answer, Refusal>) -> io::Result<()> {
    match result {
        Ok(answer) => {
            let attachments = answer.attachments.iter().map(|one| (one.name.clone(), one.bytes.len() as u64)).collect();
            write_head(out, &Response::Done { json: answer.json.len() as u64, attachments })?;
            out.write_all(answer.json.as_bytes())?;
            for attachment in &answer.attachments {
                out.write_all(&attachment.bytes)?;
            }
        }
        Err(refusal) => write_head(out, &Response::Refused(refusal))?,
    }
    out.flush()
}

/// The layers as the kernel reported them, and as an attempt to break out finds them.
fn probe(layers: Layers) -> Answer {
    let open_refused = std::fs::metadata("/").and_then(|_| std::fs::read_dir("/")).is_err();
    let connect_refused = std::net::TcpListener::bind("127.0.0.1:0").is_err();
    let json = serde_json::json!({
        "layers": layers, "open_refused": open_refused, "network_refused": connect_refused,
    });
    Answer { json: json.to_string(), attachments: Vec::new() }
}
