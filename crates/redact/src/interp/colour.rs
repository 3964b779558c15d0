//! Colour operators (ISO 32000-2, 8.6.8).

use std::rc::Rc;

use lopdf::Object;

use super::state::{Colour, SpaceColour};
use super::{Machine, Numbers, Run, Sink};
use crate::error::Error;
use crate::lex::Token;

impl Machine<'_, '_> {
    pub(super) fn colour(
        &mut self,
        run: &mut Run<'_>,
        operator: &[u8],
        operands: &[Token<'_>],
        numbers: &Numbers,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let strokes = operator.first().is_some_and(u8::is_ascii_uppercase);
        let old = if strokes { &run.state.stroke } else { &run.state.fill };
        let colour = match operator {
            b"g" | b"G" => numbers.last().map(Colour::Gray),
            b"rg" | b"RG" => numbers.last().map(Colour::Rgb),
            b"k" | b"K" => numbers.last().map(Colour::Cmyk),
            b"cs" | b"CS" => operands.last().and_then(Token::name).map(|name| {
                let space = match &*name {
                    b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"Pattern" => Object::Name(name.to_vec()),
                    _ => self
                        .resource(run.resources, b"ColorSpace", &name)
                        .cloned()
                        .unwrap_or_else(|| Object::Name(b"DeviceGray".to_vec())),
                };
                initial(space)
            }),
            _ => self.set_components(run, old.clone(), operands, sink)?,
        };
        if let Some(colour) = colour {
            if strokes {
                run.state.stroke = colour;
                run.state.own.stroke = true;
            } else {
                run.state.fill = colour;
                run.state.own.fill = true;
            }
        }
        Ok(())
    }

    fn set_components(
        &mut self,
        run: &Run<'_>,
        old: Colour,
        operands: &[Token<'_>],
        sink: &mut dyn Sink,
    ) -> Result<Option<Colour>, Error> {
        let components: Vec<f64> = operands.iter().filter_map(Token::number).collect();
        let space = match old {
            Colour::Space(old) => old.space.clone(),
            // `sc` under a device space that was set by `g` and its kin.
            Colour::Gray(_) => Object::Name(b"DeviceGray".to_vec()),
            Colour::Rgb(_) => Object::Name(b"DeviceRGB".to_vec()),
            Colour::Cmyk(_) => Object::Name(b"DeviceCMYK".to_vec()),
        };
        let pattern = match operands.last().and_then(Token::name) {
            Some(name) => match self.resource(run.resources, b"Pattern", &name).cloned() {
                Some(pattern) => Some(self.pattern(run, pattern, sink)?),
                None => return Ok(None),
            },
            None => None,
        };
        if components.len() > MAX_COMPONENTS {
            return Err(Error::over_limit("a colour with more than 64 components"));
        }
        let device = match (&space, components.as_slice()) {
            (Object::Name(name), &[g]) if name == b"DeviceGray" => Some(Colour::Gray([g])),
            (Object::Name(name), &[r, g, b]) if name == b"DeviceRGB" => Some(Colour::Rgb([r, g, b])),
            (Object::Name(name), &[c, m, y, k]) if name == b"DeviceCMYK" => Some(Colour::Cmyk([c, m, y, k])),
            _ => None,
        };
        Ok(Some(device.unwrap_or_else(|| Colour::Space(Rc::new(SpaceColour { space, components, pattern })))))
    }
}

fn initial(space: Object) -> Colour {
    match &space {
        Object::Name(name) if name == b"DeviceGray" => Colour::Gray([0.0]),
        Object::Name(name) if name == b"DeviceRGB" => Colour::Rgb([0.0; 3]),
        Object::Name(name) if name == b"DeviceCMYK" => Colour::Cmyk([0.0, 0.0, 0.0, 1.0]),
        _ => Colour::Space(Rc::new(SpaceColour { space, components: Vec::new(), pattern: None })),
    }
}

/// `DeviceN` spaces have 32 colorants at most.
const MAX_COMPONENTS: usize = 64;
