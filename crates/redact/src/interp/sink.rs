//! What the interpreter reports to.

use lopdf::{Dictionary, ObjectId};

use super::state::State;
use super::text::Part;
use super::{ImageEvent, PathEvent, ShadingEvent, StreamKind};
use crate::draft::Widget;
use crate::error::Error;

/// Takes what the interpreter reports.
#[expect(unused_variables, reason = "a sink takes what it needs")]
pub trait Sink {
    /// `q`
    fn save(&mut self, state: &State) {}
    /// `Q`, when there is something to restore.
    fn restore(&mut self) {}
    /// A marked-content sequence begins.
    fn begin_marked(&mut self, tag: &[u8], mcid: Option<i64>) {}
    /// A marked-content sequence ends.
    fn end_marked(&mut self) {}
    /// Text is shown.
    fn show(&mut self, state: &State, parts: &[Part]) -> Result<(), Error>;
    /// Whether of text that is shown nothing is wanted but its codes: `show_codes` is told then, not `show`.
    fn wants_codes_only(&self) -> bool {
        false
    }
    /// Text is shown; whether all of it can be seen.
    fn show_codes(&mut self, state: &State, codes: &[(u32, u8)], is_visible: bool) -> Result<(), Error> {
        Ok(())
    }
    /// A path is painted.
    fn path(&mut self, state: &State, event: &PathEvent<'_>) -> Result<(), Error>;
    /// A picture is painted.
    fn image(&mut self, state: &State, event: &ImageEvent<'_>) -> Result<(), Error>;
    /// A shading is painted.
    fn shading(&mut self, state: &State, event: &ShadingEvent<'_>) -> Result<(), Error>;
    /// A nested stream begins; `state` is what it starts with.
    fn begin_stream(&mut self, kind: StreamKind, state: &State, resources: &Dictionary) -> Result<(), Error> {
        Ok(())
    }
    /// The nested stream ends; the object that replaces it, if the sink makes one.
    fn end_stream(&mut self, kind: StreamKind, source: &Dictionary) -> Result<Option<ObjectId>, Error> {
        Ok(None)
    }
    /// A form that was just entered is drawn: `form` is what `end_stream` returned.
    fn draw_form(&mut self, state: &State, form: Option<ObjectId>) -> Result<(), Error> {
        Ok(())
    }
    /// A form field that was just entered is drawn, `at` its number on the page: as with `draw_form`.
    fn draw_widget(&mut self, at: (usize, &Widget), state: &State, form: Option<ObjectId>) -> Result<(), Error> {
        self.draw_form(state, form)
    }
    /// Whether form field number `index` is entered a second time, as viewers show it that do not set it themselves.
    fn wants_other(&self, index: usize) -> bool {
        false
    }
    /// A form field was entered a second time: `form` is what `end_stream` returned.
    fn draw_other(&mut self, index: usize, form: Option<ObjectId>) {}
    /// `d0` or `d1` with its operands.
    fn glyph_metrics(&mut self, operator: &[u8], numbers: &[f64]) {}
}
