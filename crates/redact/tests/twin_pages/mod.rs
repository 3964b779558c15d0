//! Pages for twin tests: lines in Courier, so that widths are plain, with marks that hug each secret.
#![allow(dead_code, reason = "each test binary uses its own part")]

use crate::kit;
use crate::marked::{self, Marked};

/// Redacts both twins at each of `levels` and compares.
pub(crate) fn same(page: impl Fn(&str) -> Page, short: &str, long: &str, levels: &[&str]) {
    for level in levels {
        let copies = [short, long].map(|secret| {
            let page = page(secret);
            let marks = page.marks.clone();
            redact(&page.finish(), &marks, level)
        });
        assert!(copies[0] == copies[1], "{level}: {short} and {long} make a difference");
    }
}

/// The verified copy.
pub(crate) fn redact(file: &[u8], marks: &[[f64; 4]], level: &str) -> Vec<u8> {
    let marks: Vec<Marked<'_>> = marks.iter().map(|rect| (*rect, "s40(2)", level)).collect();
    marked::redact(file, &marks).1
}

/// A page in the making, with the places of the secret.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) content: String,
    /// Whether nothing else stands on it.
    pub(crate) alone: bool,
    pub(crate) marks: Vec<[f64; 4]>,
    /// Further resources.
    pub(crate) resources: String,
}

impl Page {
    /// Shows `text` at a place; `*` in it stands for the secret.
    pub(crate) fn word(&mut self, x: f64, y: f64, text: &str, secret: &str) {
        self.scaled(x, y, text, secret, 1.0, false);
    }

    pub(crate) fn scaled(&mut self, x: f64, y: f64, text: &str, secret: &str, factor: f64, by_matrix: bool) {
        if let Some((before, _)) = text.split_once('*') {
            let from = x + width(before) * factor;
            self.marks.push([from + 0.1, y - 2.4, from + width(secret) * factor - 0.1, y + 7.0]);
        }
        let shown = text.replace('*', secret);
        let (a, scale) = if by_matrix { (factor, 1.0) } else { (1.0, factor) };
        self.content +=
            &format!("BT /F1 {SIZE} Tf {:.4} Tz {a:.6} 0 0 1 {x:.4} {y} Tm ({shown}) Tj ET\n", scale * 100.0);
    }

    pub(crate) fn draw(&mut self, operators: &str) {
        self.content += operators;
        self.content.push('\n');
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let mut file = kit::Builder::new();
        file.replace(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
        let heading = if self.alone {
            ""
        } else {
            "BT /F1 14 Tf 60 780 Td (Schedule) Tj ET BT /F1 9 Tf 60 60 Td (Printed from the registry) Tj ET\n"
        };
        file.page(&self.resources, format!("{heading}{}", self.content));
        file.finish()
    }
}

/// The file's first content, readable.
pub(crate) fn inflated(file: &[u8]) -> Vec<u8> {
    let document = lopdf::Document::load_mem(file).unwrap();
    let page = document.page_iter().next().unwrap();
    document.get_page_content(page)
}

pub(crate) fn width(text: &str) -> f64 {
    0.6 * SIZE * number(text.chars().count())
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
pub(crate) fn number(count: usize) -> f64 {
    count as f64
}

pub(crate) const SIZE: f64 = 10.0;
pub(crate) const LEVELS: [&str; 5] = ["constant", "auto", "cell", "line", "block"];
