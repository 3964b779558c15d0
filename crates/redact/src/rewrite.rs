//! Writes the draft again without what the plan removes.

use crate::draft::Draft;
use crate::error::Error;
use crate::font::FontBook;
use crate::geom::Affine;
use crate::interp::Machine;
use crate::interp::state::State;

pub(crate) mod copy;
mod cut_mesh;
pub mod emit;
pub mod fates;
mod fonts;
mod picture;
pub mod script;
mod shape;
pub mod workshop;

use emit::Emitter;
use fates::Fates;
pub(crate) use shape::mesh;
use workshop::{PendingPage, Workshop};

/// Writes page `index` (from 0) again.
pub fn page(
    draft: &Draft,
    fonts: &FontBook<'_>,
    index: usize,
    fates: &Fates,
    workshop: &mut Workshop,
) -> Result<PendingPage, Error> {
    let (crop, resources) = match draft.pages.get(index) {
        Some(page) => (page.crop_box, page.resources.clone()),
        None => return Err(Error::no_such_page(u32::try_from(index).unwrap_or(0), draft.pages.len())),
    };
    let state = State::new(Affine::IDENTITY, crop);
    let mut emitter = Emitter::new(draft, fates, workshop, &state, &resources);
    Machine::new(draft, fonts).laying(&fates.laid).page(index, &mut emitter)?;
    Ok(emitter.finish(index))
}
