//! PostScript calculator functions (ISO 32000-2, 7.10.5).

/// The code written anew from its tokens; `None` if it is not calculator code.
pub(crate) fn cleaned(code: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(code.len());
    let mut depth = 0_usize;
    let mut rest = code;
    let mut closed = false;
    while let Some((token, behind)) = next_token(rest) {
        rest = behind;
        // Nothing behind the outermost closing brace belongs to the function.
        if closed {
            break;
        }
        match token {
            b"{" => depth += 1,
            b"}" => {
                depth = depth.checked_sub(1)?;
                closed = depth == 0;
            }
            _ if depth == 0 => return None,
            token if OPERATORS.contains(&token) || is_number(token) => {}
            _ => return None,
        }
        out.extend_from_slice(token);
        out.push(b' ');
    }
    closed.then(|| {
        out.pop();
        out
    })
}

fn next_token(mut code: &[u8]) -> Option<(&[u8], &[u8])> {
    loop {
        match code.first()? {
            b'%' => {
                let end = code.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(code.len());
                code = &code[end..];
            }
            b'{' | b'}' => return Some(code.split_at(1)),
            byte if is_space(*byte) => code = &code[1..],
            _ => {
                let end = code.iter().position(|byte| is_space(*byte) || b"{}%".contains(byte)).unwrap_or(code.len());
                return Some(code.split_at(end));
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

fn is_number(token: &[u8]) -> bool {
    token.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
        && token.iter().any(u8::is_ascii_digit)
        && token.len() <= 24
}

/// Table 42 of ISO 32000-2.
const OPERATORS: &[&[u8]] = &[
    b"abs",
    b"add",
    b"and",
    b"atan",
    b"bitshift",
    b"ceiling",
    b"copy",
    b"cos",
    b"cvi",
    b"cvr",
    b"div",
    b"dup",
    b"eq",
    b"exch",
    b"exp",
    b"false",
    b"floor",
    b"ge",
    b"gt",
    b"idiv",
    b"if",
    b"ifelse",
    b"index",
    b"le",
    b"ln",
    b"log",
    b"lt",
    b"mod",
    b"mul",
    b"ne",
    b"neg",
    b"not",
    b"or",
    b"pop",
    b"roll",
    b"round",
    b"sin",
    b"sqrt",
    b"sub",
    b"true",
    b"truncate",
    b"xor",
];

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn comments_and_what_follows_the_function_are_left_behind() {
        let code = b"% Delacroix\n{ 2 copy%x\r add{pop}if }  (Delacroix) % end";
        assert_eq!(cleaned(code).unwrap(), b"{ 2 copy add { pop } if }");
    }

    #[test]
    fn a_word_that_is_no_operator_is_refused() {
        assert_eq!(cleaned(b"{ Delacroix }"), None);
    }
}
