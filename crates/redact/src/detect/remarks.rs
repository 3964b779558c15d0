//! Words that stand in what pages are made of, where no reader shows them.
//!
//! # What it finds
//! Comments in content streams, and bytes between a file's objects or behind the end of a stream's data.
//!
//! # Why it is personal
//! Programs write file names, users and remarks there, and nobody reviews what no reader shows.
//!
//! # What it misses
//! Comments inside strings of scripts, which are scripts to another detector.
//!
//! # Examples
//! `% drawn for J. Smith` in a drawing; the old text behind the end of a stream that was cut short.

use hayro_syntax::object::{Object, Stream};

use super::{Subject, gathered};
use crate::finding::{Finding, Severity};
use crate::lex::{Lexer, Step};

pub(super) fn detect(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let contents = subject.census.objects().filter(|(_, object)| match object {
        Object::Stream(stream) => speaks(stream),
        _ => false,
    });
    let remarks = contents.count();
    if remarks > 0 {
        let message = "content streams hold comments that no reader shows; release a rebuilt copy";
        findings.push(gathered(Severity::Review, "content-comment", 25, remarks, message));
    }
    let gaps = gaps(subject.bytes);
    if gaps > 0 {
        let message =
            "bytes stand between the objects of the file or behind the data of a stream; release a rebuilt copy";
        findings.push(gathered(Severity::Review, "data-between-objects", 78, gaps, message));
    }
}

/// Whether a content stream holds a comment.
fn speaks(stream: &Stream<'_>) -> bool {
    let dict = stream.dict();
    let is_content = !dict.contains_key("Type") && !dict.contains_key("Length1") && !dict.contains_key("FunctionType")
        || dict.contains_key("BBox");
    if !is_content || dict.contains_key("Width") || dict.contains_key("ShadingType") {
        return false;
    }
    let Ok(data) = stream.decoded_data() else { return false };
    is_drawing(&data) && has_comment(&data)
}

/// Whether data reads as content: a character map or samples do not.
fn is_drawing(data: &[u8]) -> bool {
    let mut lexer = Lexer::new(data);
    let (mut known, mut all) = (0_usize, 0_usize);
    while let Ok(Some(step)) = lexer.step() {
        all += 1;
        if let Step::Operator(operator) = step {
            known += usize::from(operator.len() <= 3);
        }
        if all > 200 {
            break;
        }
    }
    all > 0 && known * 10 >= all * 8
}

/// Whether a comment with something in it stands outside strings and inline pictures.
fn has_comment(data: &[u8]) -> bool {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = data.get(at) {
        at += 1;
        match byte {
            b'\\' if depth > 0 => at += 1,
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            // What follows may be any bytes.
            b'I' if depth == 0
                && data.get(at) == Some(&b'D')
                && [at.saturating_sub(2), at + 1]
                    .into_iter()
                    .all(|beside| data.get(beside).is_none_or(u8::is_ascii_whitespace)) =>
            {
                return false;
            }
            b'%' if depth == 0 => {
                let end = data.get(at..).and_then(|rest| rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')));
                let words = data.get(at..end.map_or(data.len(), |end| at + end)).unwrap_or_default();
                if words.iter().filter(|byte| byte.is_ascii_alphanumeric()).count() >= LEAST_WORDS {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// How many places between objects, or between a stream's data and its end, hold more than white space.
fn gaps(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut next = find(bytes, 0, b"endobj");
    while let Some(end) = next {
        let at = end + 6;
        next = find(bytes, at, b"endobj");
        // Nothing beyond the next end is looked at, so that every byte is read a fixed number of times.
        let rest = bytes.get(at..next.map_or(bytes.len(), |end| end + 6)).unwrap_or_default();
        let table = [&b"xref"[..], b"startxref", b"trailer"];
        let until = next_object(rest).unwrap_or_else(|| {
            // The table of places, or the end of the file.
            let ends = table.iter().filter_map(|word| find(rest, 0, word)).chain(find(rest, 0, b"%%EOF"));
            ends.min().unwrap_or(rest.len())
        });
        let between = rest.get(..until).unwrap_or_default();
        let is_table = table.iter().any(|word| find(between, 0, word).is_some());
        let left = between.iter().filter(|byte| !byte.is_ascii_whitespace() && **byte != 0).count();
        count += usize::from(!is_table && left >= LEAST_WORDS);
    }
    count
}

/// Where the next `12 0 obj` begins.
fn next_object(rest: &[u8]) -> Option<usize> {
    let obj = rest.windows(4).position(|window| window == b" obj")?;
    let head = rest.get(..obj)?;
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let generation = head.iter().rev().take_while(|byte| is_digit(byte)).count();
    let space = head.len().checked_sub(generation + 1)?;
    let number = head.get(..space)?.iter().rev().take_while(|byte| is_digit(byte)).count();
    (generation > 0 && number > 0).then(|| space - number)
}

fn find(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    bytes.get(from..)?.windows(word.len()).position(|window| window == word).map(|at| from + at)
}

/// Fewer letters than this are no words.
const LEAST_WORDS: usize = 3;
