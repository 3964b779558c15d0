//! The fonts that the second reader itself puts in the place of those a document names and does not hold.

use std::sync::LazyLock;

use hayro_interpret::font::{FontData, StandardFont};

/// Whether a program is one of the reader's own: no document holds it, so what is in it tells nothing.
pub(super) fn holds(program: &FontData) -> bool {
    PLACES.contains(&place(program))
}

/// Where a program lies in memory, and how long it is.
fn place(program: &FontData) -> (usize, usize) {
    let bytes: &[u8] = program.as_ref().as_ref();
    (bytes.as_ptr().addr(), bytes.len())
}

static PLACES: LazyLock<[(usize, usize); 14]> = LazyLock::new(|| {
    use StandardFont::{
        Courier, CourierBold, CourierBoldOblique, CourierOblique, Helvetica, HelveticaBold, HelveticaBoldOblique,
        HelveticaOblique, Symbol, TimesBold, TimesBoldItalic, TimesItalic, TimesRoman, ZapfDingBats,
    };
    [
        Courier,
        CourierBold,
        CourierBoldOblique,
        CourierOblique,
        Helvetica,
        HelveticaBold,
        HelveticaBoldOblique,
        HelveticaOblique,
        Symbol,
        TimesBold,
        TimesBoldItalic,
        TimesItalic,
        TimesRoman,
        ZapfDingBats,
    ]
    .map(|font| place(&font.get_font_data().0))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_own_fonts_are_told_from_those_of_documents() {
        assert!(holds(&StandardFont::TimesRoman.get_font_data().0));
        let copy: FontData = std::sync::Arc::new(StandardFont::TimesRoman.get_font_data().0.as_ref().as_ref().to_vec());
        assert!(!holds(&copy));
    }
}
