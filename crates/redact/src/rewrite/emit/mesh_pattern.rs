//! Mesh shadings that paths are painted with: what lies under a mark is cut out of their data.

use std::rc::Rc;

use lopdf::{Object, dictionary};

use super::super::{cut_mesh, shape};
use super::Emitter;
use crate::draft::as_dictionary;
use crate::error::Error;
use crate::geom::Affine;
use crate::interp::Paint;
use crate::interp::matrix_of;
use crate::interp::state::{Colour, SpaceColour, State};

impl Emitter<'_> {
    /// The state with the meshes cut that `paint` paints with; none if nothing of one is left to paint with.
    pub(super) fn cut_patterns(&mut self, state: &State, paint: Paint) -> Result<Option<State>, Error> {
        let base = self.top().base;
        let mut changed = state.clone();
        for (is_used, colour) in [(paint.fill.is_some(), &mut changed.fill), (paint.stroke, &mut changed.stroke)] {
            let Colour::Space(space) = &*colour else { continue };
            let pattern = space.pattern.as_ref().filter(|_| is_used);
            let Some(pattern) = pattern.and_then(|pattern| as_dictionary(self.draft.resolve(pattern))) else {
                continue;
            };
            let Some(mesh) = pattern.get(b"Shading").ok().and_then(|shading| shape::mesh(self.draft, shading)) else {
                continue;
            };
            let matrix = pattern.get(b"Matrix").ok();
            let own = matrix.and_then(|matrix| matrix_of(self.draft, matrix)).unwrap_or(Affine::IDENTITY);
            let Some(left) = cut_mesh::cut(self.draft, mesh, base * own, &self.fates.regions)? else { return Ok(None) };
            let mut cut = dictionary! { "Type" => "Pattern", "PatternType" => 2 };
            if let Some(matrix) = matrix {
                cut.set("Matrix", self.draft.resolve(matrix).clone());
            }
            cut.set("Shading", Object::Reference(self.workshop.object(Object::Stream(left))));
            let pattern = Object::Reference(self.workshop.object(Object::Dictionary(cut)));
            *colour = Colour::Space(Rc::new(SpaceColour { pattern: Some(pattern), ..(**space).clone() }));
        }
        Ok(Some(changed))
    }

    /// Whether a colour looks the same where it is painted twice. A pattern's cells may let through what is below them.
    pub(super) fn repaints(&self, colour: &Colour) -> bool {
        let Colour::Space(space) = colour else { return true };
        match &space.pattern {
            None => true,
            Some(Object::Reference(id)) => match self.draft.get(*id) {
                Object::Dictionary(shading) => !shading.has(b"ExtGState"),
                _ => self.workshop.is_plain(*id),
            },
            Some(_) => false,
        }
    }
}
