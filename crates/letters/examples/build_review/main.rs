//! Builds `fixtures/review/`: the sample review document, the picture in it and its marks file.
//!
//! `cargo run -p candour-letters --example build_review` writes `review.pdf`, `board.jpg` and `marks.json` beside
//! `review.typ`. The same source gives the same bytes.

mod build;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/review");
    let review = build::build(&std::fs::read_to_string(folder.join("review.typ"))?)?;
    std::fs::write(folder.join("review.pdf"), review.pdf)?;
    std::fs::write(folder.join("board.jpg"), review.board)?;
    std::fs::write(folder.join("marks.json"), review.marks)?;
    Ok(())
}
