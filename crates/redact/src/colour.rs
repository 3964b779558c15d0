//! Colours of boxes by provision, where an authority wants them: black otherwise.
//!
//! A colour says which provision was relied on and nothing else: it is chosen from the provisions, which the label
//! prints anyway. The label is white or black, whichever can be read.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::geom::overlaps;
use crate::overlay::PaintedBox;

/// The colour of a box: red, green and blue of sRGB; dark enough to stand out from white paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

impl Colour {
    /// What boxes have that nobody gave a colour.
    pub const BLACK: Self = Self([0, 0, 0]);
    const WHITE: Self = Self([255, 255, 255]);

    /// White or black, whichever stands out more: always at least 4.5 to 1 (WCAG 2.2, 1.4.3).
    #[must_use]
    pub fn of_label(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// The operator that fills with it.
    pub(crate) fn operator(self) -> String {
        match self.0 {
            [0, 0, 0] => "0 g\n".to_owned(),
            [255, 255, 255] => "1 g\n".to_owned(),
            parts => {
                let [red, green, blue] =
                    parts.map(|part| (u32::from(part) * 1000 + 127) / 255).map(|part| match part {
                        1000 => "1".to_owned(),
                        part => format!("0.{part:03}"),
                    });
                format!("{red} {green} {blue} rg\n")
            }
        }
    }

    /// How much two colours differ in light, 1 to 21 (WCAG 2.2, "contrast ratio").
    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some([_, red, green, blue]) = value.map(u32::to_be_bytes) else {
            return Err(format!("`{text}` is no colour: write it as in #1d70b8"));
        };
        let colour = Self([red, green, blue]);
        let contrast = colour.contrast(Self::WHITE);
        if contrast < LEAST_CONTRAST {
            return Err(format!(
                "`{text}` is too pale for a box on white paper: its contrast is {contrast:.1} to 1, and it needs 3 to 1"
            ));
        }
        Ok(colour)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

/// Colours by provision: `s31` is for all of section 31 that has none of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Colours(BTreeMap<String, Colour>);

impl Colours {
    /// The colour of a box with these provisions; black where they do not agree.
    #[must_use]
    pub fn of(&self, exemptions: &[String]) -> Colour {
        let mut found = exemptions.iter().map(|exemption| self.of_one(exemption));
        let first = found.next().unwrap_or_default();
        if found.all(|other| other == first) { first } else { Colour::BLACK }
    }

    fn of_one(&self, exemption: &str) -> Colour {
        let mut name = exemption;
        loop {
            match (self.0.get(name), name.rsplit_once('-')) {
                (Some(colour), _) => return *colour,
                (None, Some((outer, _))) => name = outer,
                (None, None) => return Colour::BLACK,
            }
        }
    }

    /// Their names, as they are passed on.
    #[must_use]
    pub fn names(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(provision, colour)| (provision.clone(), colour.to_string())).collect()
    }

    /// Reads what [`Self::names`] gave.
    ///
    /// # Errors
    ///
    /// What is no colour, or too pale.
    pub fn named(names: &BTreeMap<String, String>) -> Result<Self, String> {
        let named = |(provision, colour): (&String, &String)| Ok((provision.clone(), colour.parse()?));
        names.iter().map(named).collect::<Result<_, String>>().map(Self)
    }

    /// Colours the boxes of a page. Boxes that overlap share one colour, or are black: the one on top must not look like
    /// something that was drawn over the other.
    pub(crate) fn paint(&self, boxes: &mut [PaintedBox]) {
        for painted in &mut *boxes {
            painted.colour = self.of(&painted.exemptions);
        }
        // What turns black may overlap others in turn.
        loop {
            let clashing: Vec<bool> = boxes.iter().map(|painted| clashes(boxes, painted)).collect();
            if !clashing.contains(&true) {
                return;
            }
            for (painted, _) in boxes.iter_mut().zip(clashing).filter(|(_, is_clashing)| *is_clashing) {
                painted.colour = Colour::BLACK;
            }
        }
    }
}

/// Whether a coloured box overlaps one of another colour.
fn clashes(boxes: &[PaintedBox], one: &PaintedBox) -> bool {
    one.colour != Colour::BLACK
        && boxes.iter().any(|other| other.colour != one.colour && overlaps(one.rect, other.rect))
}

/// Contrast of a box with white paper (WCAG 2.2, 1.4.11).
const LEAST_CONTRAST: f64 = 3.0;

#[cfg(test)]
mod tests {
    use super::{Colour, Colours};
    use crate::geom::Rect;
    use crate::level::Level;
    use crate::overlay::PaintedBox;

    #[test]
    fn every_label_can_be_read() {
        for step in 0..4096_u32 {
            let part = |shift: u32| u8::try_from((step >> shift & 15) * 17).unwrap();
            let colour = Colour([part(8), part(4), part(0)]);
            assert!(colour.contrast(colour.of_label()) >= 4.5, "{colour}");
        }
    }

    #[test]
    fn what_is_no_colour_or_too_pale_is_refused() {
        assert_eq!("#1d70b8".parse::<Colour>().map(Colour::operator), Ok("0.114 0.439 0.722 rg\n".to_owned()));
        for bad in ["1d70b8", "#1d70b", "#1d70bg", "blue", "#+d70b8"] {
            assert!(bad.parse::<Colour>().unwrap_err().contains("is no colour"), "{bad}");
        }
        assert!("#ffdd00".parse::<Colour>().unwrap_err().contains("too pale"));
    }

    fn painted(x0: f64, exemption: &str) -> PaintedBox {
        PaintedBox {
            rect: Rect::new(x0, 0.0, x0 + 20.0, 10.0),
            label: String::new(),
            exemptions: vec![exemption.to_owned()],
            colour: Colour::BLACK,
            level: Level::Exact,
            stands_for: None,
        }
    }

    #[test]
    fn a_provision_has_the_colour_of_its_section_and_overlapping_boxes_do_not_differ() {
        let colours: Colours = serde_json::from_str(r##"{"s31":"#1d70b8","s40-2":"#00703c"}"##).unwrap();
        let blue: Colour = "#1d70b8".parse().unwrap();
        assert_eq!(colours.of(&["s31-1-a".to_owned(), "s31-1-b".to_owned()]), blue);
        assert_eq!(colours.of(&["s31-1-a".to_owned(), "s40-2".to_owned()]), Colour::BLACK);
        assert_eq!(colours.of(&["s400-2".to_owned()]), Colour::BLACK);
        let mut boxes = [painted(0.0, "s31-1-a"), painted(100.0, "s31-1-a"), painted(110.0, "s40-2")];
        colours.paint(&mut boxes);
        assert_eq!(boxes.map(|painted| painted.colour), [blue, Colour::BLACK, Colour::BLACK]);
    }
}
