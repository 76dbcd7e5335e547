//! Reads Rust source just well enough to search it: words without comments, texts and tests.
//!
//! This is no parser. Where it is unsure it keeps the words, so that a check sees too much rather than too little.

/// A word, `::`, or another single character; `""` stands for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    /// Counted from 1.
    pub(crate) line: usize,
}

/// A file without what only tests compile.
pub(crate) struct Source {
    pub(crate) tokens: Vec<Token>,
    /// Modules in files of their own that only tests compile.
    pub(crate) test_modules: Vec<String>,
}

impl Source {
    /// Reads a file.
    pub(crate) fn read(text: &str) -> Self {
        let all = tokens(text);
        let mut kept = Vec::new();
        let mut test_modules = Vec::new();
        let mut at = 0;
        while at < all.len() {
            if !starts_test(&all[at..]) {
                kept.push(all[at].clone());
                at += 1;
                continue;
            }
            let start = skip_attributes(&all, at);
            let end = end_of_item(&all, start);
            if let Some(name) = module_in_a_file(&all[start..end]) {
                test_modules.push(name);
            }
            at = end;
        }
        Self {
            tokens: kept,
            test_modules,
        }
    }
}

/// Whether these words, one after another, stand at the beginning.
pub(crate) fn starts_with(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(t, word)| t.text == *word)
}

fn starts_test(tokens: &[Token]) -> bool {
    starts_with(tokens, &["#", "[", "cfg", "(", "test", ")", "]"])
        || starts_with(tokens, &["#", "[", "cfg", "(", "all", "(", "test", ","])
}

/// Moves past `#[…]`, as often as there is one.
fn skip_attributes(tokens: &[Token], mut at: usize) -> usize {
    while starts_with(&tokens[at..], &["#", "["]) {
        at += 1;
        let mut depth = 0_usize;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token.text.as_str() {
                "[" => depth += 1,
                "]" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    at
}

/// Moves past one item: to its `;`, or past its braces. A field or argument ends at its comma.
fn end_of_item(tokens: &[Token], start: usize) -> usize {
    const ITEMS: &[&str] = &[
        "async", "const", "enum", "extern", "fn", "impl", "mod", "pub", "static", "struct",
        "trait", "type", "unsafe", "use",
    ];
    let is_item = tokens
        .get(start)
        .is_some_and(|token| ITEMS.contains(&token.text.as_str()));
    let is_use = tokens[start..]
        .iter()
        .take_while(|token| token.text != "{")
        .any(|token| token.text == "use");
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(start) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth == 0 => return index,
            "}" if depth == 1 && !is_use => return index + 1,
            ")" | "]" | "}" => depth -= 1,
            ";" if depth == 0 => return index + 1,
            "," if depth == 0 && !is_item => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// The name in `mod name;`.
fn module_in_a_file(item: &[Token]) -> Option<String> {
    match item {
        [.., keyword, name, end] if keyword.text == "mod" && end.text == ";" => {
            Some(name.text.clone())
        }
        _ => None,
    }
}

/// Splits into tokens; comments vanish.
fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader {
        characters: text.chars().collect(),
        at: 0,
        line: 1,
    };
    let mut tokens = Vec::new();
    while let Some(character) = reader.peek(0) {
        let line = reader.line;
        let text = match (character, reader.peek(1)) {
            ('/', Some('/')) => reader.skip_line(),
            ('/', Some('*')) => reader.skip_block_comment(),
            ('"', _) => reader.skip_text('"'),
            ('\'', Some('\\')) => reader.skip_text('\''),
            ('\'', _) if reader.peek(2) == Some('\'') => reader.skip_text('\''),
            (':', Some(':')) => {
                reader.advance(2);
                Some("::".to_owned())
            }
            _ if is_word(character) => reader.word(),
            _ => {
                reader.advance(1);
                (!character.is_whitespace() && character != '\'').then(|| character.to_string())
            }
        };
        tokens.extend(text.map(|text| Token { text, line }));
    }
    tokens
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

struct Reader {
    characters: Vec<char>,
    at: usize,
    line: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn advance(&mut self, count: usize) {
        for _ in 0..count {
            self.line += usize::from(self.peek(0) == Some('\n'));
            self.at += 1;
        }
    }

    fn skip_line(&mut self) -> Option<String> {
        while self.peek(0).is_some_and(|character| character != '\n') {
            self.advance(1);
        }
        None
    }

    fn skip_block_comment(&mut self) -> Option<String> {
        let mut depth = 0_usize;
        while let Some(character) = self.peek(0) {
            match (character, self.peek(1)) {
                ('/', Some('*')) => {
                    depth += 1;
                    self.advance(2);
                }
                ('*', Some('/')) => {
                    depth -= 1;
                    self.advance(2);
                }
                _ => self.advance(1),
            }
            if depth == 0 {
                break;
            }
        }
        None
    }

    /// A text or character with escapes, from its opening quote.
    fn skip_text(&mut self, quote: char) -> Option<String> {
        self.advance(1);
        while let Some(character) = self.peek(0) {
            self.advance(if character == '\\' { 2 } else { 1 });
            if character == quote {
                break;
            }
        }
        Some("\"\"".to_owned())
    }

    /// A word; or the raw text or raw identifier that begins like one.
    fn word(&mut self) -> Option<String> {
        let mut word = String::new();
        while let Some(character) = self.peek(0).filter(|character| is_word(*character)) {
            word.push(character);
            self.advance(1);
        }
        if !["r", "br", "cr"].contains(&word.as_str()) {
            return Some(word);
        }
        let mut hashes = 0;
        while self.peek(hashes) == Some('#') {
            hashes += 1;
        }
        match self.peek(hashes) {
            Some('"') => self.skip_raw_text(hashes),
            Some(character) if word == "r" && hashes == 1 && is_word(character) => {
                self.advance(1);
                self.word()
            }
            _ => Some(word),
        }
    }

    /// A raw text, from its first `#` or opening quote.
    fn skip_raw_text(&mut self, hashes: usize) -> Option<String> {
        self.advance(hashes + 1);
        while let Some(character) = self.peek(0) {
            self.advance(1);
            if character == '"' && (0..hashes).all(|index| self.peek(index) == Some('#')) {
                self.advance(hashes);
                break;
            }
        }
        Some("\"\"".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let source = Source::read(text);
        let words: Vec<&str> = source.tokens.iter().map(|t| t.text.as_str()).collect();
        words.join(" ")
    }

    #[test]
    fn comments_and_texts_vanish_and_code_around_them_stays() {
        for (text, expected) in [
            ("a // fs\nb", "a b"),
            ("a /* x /* fs */ y */ b", "a b"),
            ("a /// doc\n b", "a b"),
            (r#"a "fs \" // fs" b"#, r#"a "" b"#),
            ("a r\"\\\" b", "a \"\" b"),
            ("a r##\"x \"# fs\"## b", "a \"\" b"),
            ("a br#\"fs\"# b", "a \"\" b"),
            ("a '\"' fs", "a \"\" fs"),
            ("a '\\'' fs", "a \"\" fs"),
            ("f<'a>(x: &'a str)", "f < a > ( x : & a str )"),
            ("r#use::b", "use :: b"),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_are_counted_from_one_through_comments_and_texts() {
        let source = Source::read("/* \n */ \"\n\" fs\nx");
        let lines: Vec<usize> = source.tokens.iter().map(|token| token.line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }

    #[test]
    fn what_only_tests_compile_vanishes_and_nothing_else() {
        for (text, expected) in [
            ("a; #[cfg(test)] mod tests { x { y } } b", "a ; b"),
            ("#[cfg(test)] #[path = \"x]\"] mod tests { x } b", "b"),
            ("#[cfg(all(test, unix))] fn f(a: [u8; 3]) { x } b", "b"),
            ("#[cfg(test)] use x::{y, z}; b", "b"),
            ("#[cfg(test)] pub(crate) use x::{y, z}; b", "b"),
            ("#[cfg(test)] const X: u8 = 1; b", "b"),
            ("S { #[cfg(test)] x: u8, b }", "S { b }"),
            ("S { #[cfg(test)] x } b", "S { } b"),
            ("#[cfg(not(test))] b", "# [ cfg ( not ( test ) ) ] b"),
            (
                "#[cfg(any(test, unix))] b",
                "# [ cfg ( any ( test , unix ) ) ] b",
            ),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_named() {
        let source = Source::read("mod a; #[cfg(test)] mod b; #[cfg(test)] pub(crate) mod c;");
        assert_eq!(source.test_modules, ["b", "c"]);
    }

    #[test]
    fn broken_source_ends() {
        for text in [
            "\"",
            "r#\"",
            "/*",
            "'",
            "'\\",
            "#[",
            "#[cfg(test)]",
            "#[cfg(test)] #[",
            "r#",
        ] {
            Source::read(text);
        }
    }
}
