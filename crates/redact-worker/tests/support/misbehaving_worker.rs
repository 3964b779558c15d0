//! An engine that does what a hostile document would like it to do: the query names which.

use candour_redact_worker::{Answer, Job, Refusal, Step};

fn main() -> std::io::Result<()> {
    candour_redact_worker::serve(|job, _, blobs, tell| {
        let Job::Find { query, .. } = job else {
            return Ok(Answer::default());
        };
        match query.as_str() {
            "crash" => std::process::abort(),
            "eat" => {
                Ok(Answer { json: std::hint::black_box(vec![1u8; 1 << 40]).len().to_string(), attachments: Vec::new() })
            }
            "echo" => Ok(Answer { json: blobs[0].len().to_string(), attachments: Vec::new() }),
            "chat" => loop {
                tell(Step::Reading);
            },
            "tell" => {
                tell(Step::Reading);
                tell(Step::Checking { pages: 3 });
                Ok(Answer { json: "told".into(), attachments: Vec::new() })
            }
            "hang" => loop {
                std::hint::spin_loop();
            },
            "panic" => panic!("the secret ZQXSECRET stands in this panic"),
            "recurse" => Ok(Answer { json: recurse(0).to_string(), attachments: Vec::new() }),
            "refuse" => Err(Refusal { message: "page 3: not understood".into(), findings: None }),
            "run" => {
                let ran = std::process::Command::new("/bin/true").status().is_ok();
                Ok(Answer { json: ran.to_string(), attachments: Vec::new() })
            }
            "threads" => {
                let sum: u64 = (0..4).map(|n| std::thread::spawn(move || n).join().unwrap_or(100)).sum();
                Ok(Answer { json: sum.to_string(), attachments: Vec::new() })
            }
            _ => Err(Refusal { message: "no such misbehaviour".into(), findings: None }),
        }
    })
}

/// Uses up the stack; the array keeps the optimiser from making a loop of it.
fn recurse(depth: u64) -> u64 {
    if std::hint::black_box(depth) == u64::MAX {
        return depth;
    }
    let frame = std::hint::black_box([depth; 64]);
    recurse(depth + 1) + std::hint::black_box(frame)[7]
}
