//! Content streams that no page rewrites: glyph procedures of Type 3 fonts (ISO 32000-2, 9.6.4).

use crate::lex::{Lexer, Step, Token};
use crate::ops;

/// The operators that paint, with the operands they take; comments, marked content and everything unknown left out.
pub(crate) fn cleaned(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut lexer = Lexer::new(content);
    let mut has_font = false;
    loop {
        match lexer.step() {
            Ok(Some(Step::Operator(operator))) => {
                // Text without a font shows nothing.
                if !has_font && matches!(operator, b"Tj" | b"TJ" | b"'" | b"\"") {
                    continue;
                }
                has_font |= matches!(operator, b"Tf" | b"gs");
                let Some(operands) = operands_of(operator, lexer.operands()) else { continue };
                operands.iter().for_each(|token| write(&mut out, token));
                out.extend_from_slice(operator);
                out.push(b'\n');
            }
            Ok(Some(Step::Inline(image))) => {
                out.extend_from_slice(b"BI ");
                image.entries.iter().for_each(|token| write(&mut out, token));
                out.extend_from_slice(b"ID ");
                out.extend_from_slice(image.data);
                out.extend_from_slice(b"\nEI\n");
            }
            _ => return out,
        }
    }
}

/// Whether an operator that paints, or that tells how, stands behind the operands that it takes and no others.
pub(crate) fn is_exact(operator: &[u8], operands: &[Token<'_>]) -> bool {
    operands_of(operator, operands).is_some_and(|taken| taken.len() == operands.len())
}

/// The operands that an operator takes; none if it is unknown or lacks them.
fn operands_of<'o, 'c>(operator: &[u8], operands: &'o [Token<'c>]) -> Option<&'o [Token<'c>]> {
    let numbers = match operator {
        b"q" | b"Q" | b"h" | b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" | b"W" | b"W*"
        | b"BT" | b"ET" | b"T*" => 0,
        b"w" | b"J" | b"j" | b"M" | b"i" | b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Tr" | b"Ts" | b"g" | b"G" => 1,
        b"m" | b"l" | b"Td" | b"TD" | b"d0" => 2,
        b"rg" | b"RG" => 3,
        b"v" | b"y" | b"re" | b"k" | b"K" => 4,
        b"cm" | b"c" | b"Tm" | b"d1" => 6,
        _ => return others(operator, operands),
    };
    let taken = operands.get(operands.len().checked_sub(numbers)?..)?;
    taken.iter().all(|token| token.number().is_some()).then_some(taken)
}

fn others<'o, 'c>(operator: &[u8], operands: &'o [Token<'c>]) -> Option<&'o [Token<'c>]> {
    let last = |count: usize| operands.get(operands.len().checked_sub(count)?..);
    let array = || operands.get(operands.iter().rposition(|token| *token == Token::ArrayOpen)?..);
    let is_name = |token: &Token<'_>| matches!(token, Token::Name(_));
    let is_string = |token: &Token<'_>| matches!(token, Token::Literal(_) | Token::Hex(_));
    match operator {
        b"gs" | b"Do" | b"sh" | b"cs" | b"CS" | b"ri" => last(1).filter(|taken| taken.iter().all(is_name)),
        b"Tf" => last(2).filter(|taken| is_name(&taken[0]) && taken[1].number().is_some()),
        b"Tj" | b"'" => last(1).filter(|taken| taken.iter().all(is_string)),
        b"\"" => last(3).filter(|taken| taken[0].number().is_some() && taken[1].number().is_some() && is_string(&taken[2])),
        b"TJ" => array().filter(|taken| {
            taken.last() == Some(&Token::ArrayClose)
                && taken[1..taken.len() - 1].iter().all(|token| token.number().is_some() || is_string(token))
        }),
        b"d" => array().filter(|taken| {
            matches!(taken, [_, lengths @ .., Token::ArrayClose, Token::Number(_)] if lengths.iter().all(|token| token.number().is_some()))
        }),
        b"sc" | b"SC" | b"scn" | b"SCN" => {
            let start = operands.iter().rposition(|token| token.number().is_none() && !is_name(token)).map_or(0, |at| at + 1);
            operands.get(start..)
        }
        _ => None,
    }
}

fn write(out: &mut Vec<u8>, token: &Token<'_>) {
    match token {
        Token::Number(number) => ops::number(out, *number),
        Token::Name(_) => ops::name(out, &token.name().unwrap_or_default()),
        Token::Literal(_) | Token::Hex(_) => ops::string(out, &token.string().unwrap_or_default()),
        Token::Word(word) => out.extend_from_slice(word),
        Token::ArrayOpen => out.push(b'['),
        Token::ArrayClose => out.push(b']'),
        Token::DictionaryOpen => out.extend_from_slice(b"<<"),
        Token::DictionaryClose => out.extend_from_slice(b">>"),
    }
    out.push(b' ');
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn only_what_paints_is_written() {
        let content = b"1000 0 d0 % Secret\n(Secret) 0 0 m 5 5 l f (Secret) pop BX (Secret) unknown EX /Span << /ActualText (Secret) >> BDC [1 2] 0 d EMC";
        assert_eq!(cleaned(content), b"1000 0 d0\n0 0 m\n5 5 l\nf\n[ 1 2 ] 0 d\n");
    }

    #[test]
    fn text_and_pictures_stay() {
        let content = b"BT /F1 1 Tf [(a) -20 <62>] TJ ET q BI /W 8 /H 1 /IM true ID x\nEI Q";
        let once = cleaned(content);
        assert_eq!(once, cleaned(&once));
        assert!(once.windows(6).any(|part| part == b"(a) -2") && once.windows(4).any(|part| part == b"ID x"));
    }
}
