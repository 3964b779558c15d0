//! Character maps: `ToUnicode` and `Encoding` `CMap` streams (ISO 32000-2, 9.7.5 and 9.10.3).

/// What a `CMap` says, without how it says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mappings {
    base: Option<Vec<u8>>,
    vertical: bool,
    sections: Vec<Section>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Section {
    kind: &'static str,
    entries: Vec<Vec<Token>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Array(Vec<Token>),
    Hex(Vec<u8>),
    Name(Vec<u8>),
    Number(i64),
    Word(Vec<u8>),
}

impl Mappings {
    /// Reads a `CMap`; `None` if it maps nothing.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let mut mappings = Self::default();
        let mut rest = text;
        let mut before: [Option<Token>; 2] = [None, None];
        while let Some((token, behind)) = next_token(rest, 0) {
            rest = behind;
            if let Token::Word(word) = &token {
                if let Some(kind) = section_kind(word) {
                    let (section, behind) = Section::parse(kind, rest);
                    rest = behind;
                    let section = section.without_nothing();
                    if !section.entries.is_empty() {
                        mappings.sections.push(section);
                    }
                } else if word == b"usecmap" {
                    if let Some(Token::Name(name)) = &before[1] {
                        mappings.base = Some(name.clone());
                    }
                } else if word == b"def"
                    && let [Some(Token::Name(name)), Some(Token::Number(value))] = &before
                    && name == b"WMode"
                {
                    mappings.vertical = *value == 1;
                }
            }
            before = [before[1].take(), Some(token)];
        }
        (!mappings.sections.is_empty() || mappings.base.is_some()).then_some(mappings)
    }

    /// The predefined `CMap` this one extends.
    pub(crate) fn base(&self) -> Option<&[u8]> {
        self.base.as_deref()
    }

    /// Forgets a base that is none of the maps to Unicode readers have: some give up the whole map where they miss it.
    pub(crate) fn forget_unknown_base(&mut self) {
        let is_known = |base: &[u8]| base.starts_with(b"Adobe-") && base.ends_with(b"-UCS2");
        if !self.sections.is_empty() {
            self.base = self.base.take().filter(|base| is_known(base));
        }
    }

    /// The `CMap` written anew, in the shape Adobe's technical note 5411 gives it.
    pub(crate) fn written(&self) -> Vec<u8> {
        let mut out = b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n".to_vec();
        if let Some(base) = &self.base {
            write_token(&Token::Name(base.clone()), &mut out);
            out.extend_from_slice(b"usecmap\n");
        }
        out.extend_from_slice(b"/CMapName /Custom def\n/CMapType 2 def\n");
        if self.vertical {
            out.extend_from_slice(b"/WMode 1 def\n");
        }
        for section in &self.sections {
            for chunk in section.entries.chunks(100) {
                out.extend_from_slice(format!("{} begin{}\n", chunk.len(), section.kind).as_bytes());
                for entry in chunk {
                    for token in entry {
                        write_token(token, &mut out);
                    }
                    out.pop();
                    out.push(b'\n');
                }
                out.extend_from_slice(format!("end{}\n", section.kind).as_bytes());
            }
        }
        out.extend_from_slice(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
        out
    }
}

/// A `ToUnicode` map of codes of two bytes that are their text's own, in UTF-16.
pub(crate) fn identity() -> Vec<u8> {
    let row = |high: u8| {
        let first = if high == 0 { 0x20 } else { 0 };
        let code = |low: u8| Token::Hex(vec![high, low]);
        vec![code(first), code(u8::MAX), code(first)]
    };
    // Halves of characters beyond two bytes read as nothing by themselves.
    let rows = (0..=u8::MAX).filter(|high| !(0xD8..=0xDF).contains(high)).map(row).collect();
    let space = vec![vec![Token::Hex(vec![0; 2]), Token::Hex(vec![u8::MAX; 2])]];
    let sections = vec![Section { kind: "codespacerange", entries: space }, Section { kind: "bfrange", entries: rows }];
    Mappings { base: None, vertical: false, sections }.written()
}

impl Section {
    /// Reads entries up to the section's end; an entry of the wrong shape ends the reading of entries.
    fn parse<'a>(kind: &'static str, text: &'a [u8]) -> (Self, &'a [u8]) {
        let length = if kind == "codespacerange" || kind.ends_with("char") { 2 } else { 3 };
        let mut entries = Vec::new();
        let mut entry = Vec::new();
        let mut rest = text;
        while let Some((token, behind)) = next_token(rest, 0) {
            if let Token::Word(word) = &token {
                // A missing end marker must not swallow the next section.
                return (Self { kind, entries }, if word.starts_with(b"begin") { rest } else { behind });
            }
            rest = behind;
            entry.push(token);
            if entry.len() == length {
                let entry = std::mem::take(&mut entry);
                if is_well_formed(kind, &entry) {
                    entries.push(entry);
                }
            }
        }
        (Self { kind, entries }, rest)
    }
}

impl Section {
    /// Leaves out codes that are said to read as nothing: some readers give up the whole map where they meet one.
    fn without_nothing(self) -> Self {
        if self.kind != "bfchar" && self.kind != "bfrange" {
            return self;
        }
        let is_nothing = |token: &Token| matches!(token, Token::Hex(bytes) if bytes.is_empty());
        let mut entries = Vec::with_capacity(self.entries.len());
        for entry in self.entries {
            match entry.as_slice() {
                [.., last] if is_nothing(last) => {}
                [Token::Hex(first), _, Token::Array(values)] if values.iter().any(is_nothing) => {
                    let mut code = first.clone();
                    for value in values {
                        if !is_nothing(value) {
                            let code = Token::Hex(code.clone());
                            entries.push(vec![code.clone(), code, Token::Array(vec![value.clone()])]);
                        }
                        // Only the last byte of a range counts on (ISO 32000-2, 9.10.3).
                        if let Some(last) = code.last_mut() {
                            *last = last.saturating_add(1);
                        }
                    }
                }
                _ => entries.push(entry),
            }
        }
        Self { kind: self.kind, entries }
    }
}

fn is_well_formed(kind: &str, entry: &[Token]) -> bool {
    let code = |token: &Token| matches!(token, Token::Hex(bytes) if (1..=4).contains(&bytes.len()));
    let codes = entry.len() - usize::from(kind != "codespacerange");
    entry[..codes].iter().all(code)
        && match (kind, entry.last()) {
            ("codespacerange", _) => true,
            ("bfchar" | "bfrange", Some(Token::Hex(_) | Token::Name(_))) => true,
            ("bfrange", Some(Token::Array(values))) => values.iter().all(|value| matches!(value, Token::Hex(_))),
            ("cidchar" | "cidrange" | "notdefchar" | "notdefrange", Some(Token::Number(_))) => true,
            _ => false,
        }
}

fn section_kind(word: &[u8]) -> Option<&'static str> {
    ["bfchar", "bfrange", "cidchar", "cidrange", "codespacerange", "notdefchar", "notdefrange"]
        .into_iter()
        .find(|kind| word.strip_prefix(b"begin") == Some(kind.as_bytes()))
}

fn next_token(mut text: &[u8], depth: usize) -> Option<(Token, &[u8])> {
    loop {
        match *text.first()? {
            b'%' => {
                let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
                text = &text[end..];
            }
            byte if is_space(byte) => text = &text[1..],
            b'<' if text.get(1) != Some(&b'<') => {
                let end = text.iter().position(|byte| *byte == b'>')?;
                return Some((Token::Hex(hex(&text[1..end])), &text[end + 1..]));
            }
            b'<' | b'>' | b'{' | b'}' | b')' => text = &text[1..],
            b'(' => text = behind_string(text),
            b']' => return Some((Token::Word(b"]".to_vec()), &text[1..])),
            b'[' => {
                let mut values = Vec::new();
                let mut rest = &text[1..];
                while let Some((token, behind)) = if depth < 2 { next_token(rest, depth + 1) } else { None } {
                    rest = behind;
                    match token {
                        Token::Word(word) if word == b"]" => break,
                        token => values.push(token),
                    }
                }
                return Some((Token::Array(values), rest));
            }
            b'/' => {
                let end = 1 + end_of_word(&text[1..]);
                return Some((Token::Name(text[1..end].to_vec()), &text[end..]));
            }
            _ => {
                let (word, rest) = text.split_at(end_of_word(text).max(1));
                let number = std::str::from_utf8(word).ok().and_then(|word| word.parse().ok());
                return Some((number.map_or_else(|| Token::Word(word.to_vec()), Token::Number), rest));
            }
        }
    }
}

fn end_of_word(text: &[u8]) -> usize {
    text.iter().position(|byte| is_space(*byte) || b"()<>[]{}/%".contains(byte)).unwrap_or(text.len())
}

fn behind_string(text: &[u8]) -> &[u8] {
    let (mut depth, mut escaped) = (0_usize, false);
    for (index, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return &text[index + 1..],
            b')' => depth -= 1,
            _ => {}
        }
    }
    &[]
}

fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .iter()
        .filter_map(|digit| char::from(*digit).to_digit(16))
        .filter_map(|d| u8::try_from(d).ok())
        .collect();
    digits.chunks(2).map(|pair| (pair[0] << 4) | pair.get(1).copied().unwrap_or(0)).collect()
}

fn is_space(byte: u8) -> bool {
    byte == 0 || byte.is_ascii_whitespace()
}

fn write_token(token: &Token, out: &mut Vec<u8>) {
    match token {
        Token::Array(values) => {
            out.push(b'[');
            values.iter().for_each(|value| write_token(value, out));
            if out.last() == Some(&b' ') {
                out.pop();
            }
            out.push(b']');
        }
        Token::Hex(bytes) => {
            out.push(b'<');
            bytes.iter().for_each(|byte| out.extend_from_slice(format!("{byte:02X}").as_bytes()));
            out.push(b'>');
        }
        Token::Name(name) => {
            out.push(b'/');
            out.extend(name.iter().filter(|byte| byte.is_ascii_graphic()));
        }
        Token::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Token::Word(_) => {}
    }
    out.push(b' ');
}

#[cfg(test)]
mod tests {
    use super::Mappings;

    #[test]
    fn only_mappings_are_written() {
        let text = b"%!PS Delacroix\n/CIDSystemInfo << /Registry (Delacroix) >> def /CMapName /Delacroix def\n\
            1 begincodespacerange <00> <FF> endcodespacerange\n\
            2 beginbfchar <01> <0041> % Delacroix\n<02> <0042> endbfchar\n\
            1 beginbfrange <03> <04> [<0043> <0044>] endbfrange";
        let written = String::from_utf8(Mappings::parse(text).unwrap().written()).unwrap();
        assert!(!written.contains("Delacroix"));
        assert!(written.contains("2 beginbfchar\n<01> <0041>\n<02> <0042>\nendbfchar\n"));
        assert!(written.contains("<03> <04> [<0043> <0044>]\n"));
    }

    #[test]
    fn what_is_written_reads_the_same() {
        let text = b"/H usecmap /WMode 1 def 1 begincidrange <0000> <00ff> 7 endcidrange";
        let mappings = Mappings::parse(text).unwrap();
        assert_eq!(Mappings::parse(&mappings.written()).unwrap(), mappings);
        assert_eq!(mappings.base(), Some(b"H".as_slice()));
    }

    #[test]
    fn a_base_that_readers_may_not_have_is_no_reason_to_lose_the_map() {
        let rest = b" usecmap 1 beginbfchar <01> <0041> endbfchar";
        for (base, stays) in [("/Adobe-Identity-UCS", false), ("/Adobe-Japan1-UCS2", true)] {
            let mut mappings = Mappings::parse(&[base.as_bytes(), rest].concat()).unwrap();
            mappings.forget_unknown_base();
            assert_eq!(mappings.base().is_some(), stays, "{base}");
        }
    }

    #[test]
    fn a_code_that_reads_as_nothing_is_no_reason_to_lose_the_map() {
        let text = b"2 beginbfchar <03> <> <04> <0041> endbfchar\n\
            1 beginbfrange <05> <07> [<0042> <> <0043>] endbfrange 1 beginbfchar <09> <> endbfchar";
        let written = String::from_utf8(Mappings::parse(text).unwrap().written()).unwrap();
        assert!(written.contains("1 beginbfchar\n<04> <0041>\nendbfchar\n"), "{written}");
        assert!(written.contains("2 beginbfrange\n<05> <05> [<0042>]\n<07> <07> [<0043>]\n"), "{written}");
        assert!(!written.contains("<>"));
    }

    #[test]
    fn the_identity_maps_codes_of_two_bytes_to_themselves() {
        let written = String::from_utf8(super::identity()).unwrap();
        let entries: Vec<&str> = written.lines().filter(|line| line.starts_with('<')).collect();
        assert_eq!(entries[..2], ["<0000> <FFFF>", "<0020> <00FF> <0020>"]);
        assert_eq!(entries.last(), Some(&"<FF00> <FFFF> <FF00>"));
        assert!(!written.contains("<D800>"));
        assert!(Mappings::parse(written.as_bytes()).is_some());
    }

    #[test]
    fn garbage_maps_nothing() {
        for text in [&b"[[[[[[["[..], b"<", b"(((", b"beginbfchar <01>", b"1 beginbfrange endbfrange"] {
            assert_eq!(Mappings::parse(text), None);
        }
    }
}
