//! The steps from source to files, shared by the program and by the test that the committed files are up to date.

#[path = "layers.rs"]
pub(crate) mod layers;
#[path = "marks.rs"]
mod marks;
#[path = "picture.rs"]
mod picture;

use std::error::Error;

use candour_letters::typeset::{Conformance, typeset};

/// The three files made from `review.typ`.
pub(crate) struct Review {
    /// The document.
    pub(crate) pdf: Vec<u8>,
    /// The picture in it, kept beside the source so that the source can be opened in any typst editor.
    pub(crate) board: Vec<u8>,
    /// The marks file (design 7.2), ending in a newline.
    pub(crate) marks: String,
}

/// Builds the review document from its source text.
pub(crate) fn build(source: &str) -> Result<Review, Box<dyn Error>> {
    let board = picture::whiteboard()?;
    let typeset = typeset(source, &[("board.jpg", board.clone())])?;
    let regions = marks::regions(&typeset)?;
    let note_page = regions.get("chart-command-unit").ok_or("no chart by command unit")?.page;
    let tagged = typeset.to_pdf(Conformance::Tagged, "candour sample review of public protection caseload")?;
    let pdf = layers::add(&tagged, note_page)?;
    let marks = format!("{:#}\n", marks::marks_file(&regions));
    Ok(Review { pdf, board, marks })
}
