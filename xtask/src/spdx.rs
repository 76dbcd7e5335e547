//! Licence expressions (SPDX 2.3, annex D), with the slash that old manifests write for `OR`.
//!
//! Identifiers and operators are taken as they are written: an expression in another case is not understood, and
//! so not accepted.

use anyhow::{Result, bail, ensure};

/// Parentheses may nest this deep; no honest expression comes near.
const MAX_DEPTH: usize = 32;

/// A licence expression.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// One licence, with its exception (`Apache-2.0 WITH LLVM-exception`) as part of the text.
    Licence(String),
    /// Both must be obeyed.
    And(Box<Expression>, Box<Expression>),
    /// Whoever uses the work chooses.
    Or(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// Reads an expression. `AND` binds tighter than `OR`, `WITH` tighter than both.
    ///
    /// # Errors
    /// When it is not an expression.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let mut parser = Parser {
            tokens: tokens(text)?,
            next: 0,
        };
        let expression = parser.alternatives(0)?;
        if let Some(token) = parser.peek() {
            bail!("{token:?} was not expected in {text:?}");
        }
        Ok(expression)
    }

    /// Whether somebody who accepts only the licences in `allowed` may use the work.
    pub(crate) fn is_satisfied_by(&self, allowed: &[&str]) -> bool {
        match self {
            Self::Licence(licence) => allowed.contains(&licence.as_str()),
            Self::And(left, right) => {
                left.is_satisfied_by(allowed) && right.is_satisfied_by(allowed)
            }
            Self::Or(left, right) => {
                left.is_satisfied_by(allowed) || right.is_satisfied_by(allowed)
            }
        }
    }
}

/// Splits into words, parentheses and slashes.
fn tokens(text: &str) -> Result<Vec<&str>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if matches!(first, '(' | ')' | '/') {
            1
        } else {
            rest.find(|c: char| c.is_whitespace() || "()/".contains(c))
                .unwrap_or(rest.len())
        };
        let (token, after) = rest.split_at(length);
        ensure!(
            token
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "()/-.+:".contains(c)),
            "{token:?} is no licence identifier"
        );
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: Vec<&'a str>,
    next: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.next).copied()
    }

    /// Moves past the next token if it is one of these.
    fn take(&mut self, any_of: &[&str]) -> bool {
        let found = self.peek().is_some_and(|token| any_of.contains(&token));
        self.next += usize::from(found);
        found
    }

    fn alternatives(&mut self, depth: usize) -> Result<Expression> {
        let mut left = self.conjunction(depth)?;
        while self.take(&["OR", "/"]) {
            left = Expression::Or(Box::new(left), Box::new(self.conjunction(depth)?));
        }
        Ok(left)
    }

    fn conjunction(&mut self, depth: usize) -> Result<Expression> {
        let mut left = self.operand(depth)?;
        while self.take(&["AND"]) {
            left = Expression::And(Box::new(left), Box::new(self.operand(depth)?));
        }
        Ok(left)
    }

    fn operand(&mut self, depth: usize) -> Result<Expression> {
        if self.take(&["("]) {
            ensure!(depth < MAX_DEPTH, "parentheses nest too deep");
            let inner = self.alternatives(depth + 1)?;
            ensure!(self.take(&[")"]), "a parenthesis is not closed");
            return Ok(inner);
        }
        let mut licence = self.identifier()?.to_owned();
        if self.take(&["WITH"]) {
            licence.push_str(" WITH ");
            licence.push_str(self.identifier()?);
        }
        Ok(Expression::Licence(licence))
    }

    fn identifier(&mut self) -> Result<&'a str> {
        match self.peek() {
            None => bail!("a licence is missing at the end"),
            Some(token @ ("(" | ")" | "/" | "AND" | "OR" | "WITH")) => {
                bail!("{token:?} stands where a licence should")
            }
            Some(licence) => {
                self.next += 1;
                Ok(licence)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(text: &str, allowed: &[&str]) -> bool {
        Expression::parse(text).unwrap().is_satisfied_by(allowed)
    }

    #[test]
    fn one_alternative_is_enough_and_every_conjunct_is_needed() {
        for (text, allowed, expected) in [
            ("MIT", &["MIT"][..], true),
            ("GPL-3.0-only", &["MIT"], false),
            ("MIT OR GPL-3.0-only", &["MIT"], true),
            ("MIT AND GPL-3.0-only", &["MIT"], false),
            ("MIT AND ISC", &["MIT", "ISC"], true),
            ("MIT/Apache-2.0", &["Apache-2.0"], true),
            ("MIT / Apache-2.0", &["MIT"], true),
            ("GPL-2.0/LGPL-3.0", &["MIT"], false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", &["MIT"], false),
            (
                "(MIT OR Apache-2.0) AND Unicode-3.0",
                &["MIT", "Unicode-3.0"],
                true,
            ),
        ] {
            assert_eq!(accepts(text, allowed), expected, "{text}");
        }
    }

    #[test]
    fn and_binds_tighter_than_or() {
        assert!(accepts("MIT OR ISC AND GPL-3.0-only", &["MIT"]));
        assert!(!accepts("(MIT OR ISC) AND GPL-3.0-only", &["MIT"]));
        assert!(!accepts("GPL-3.0-only AND ISC OR Zlib", &["ISC"]));
    }

    #[test]
    fn an_exception_is_part_of_its_licence() {
        let text = "Apache-2.0 WITH LLVM-exception";
        assert!(accepts(text, &["Apache-2.0 WITH LLVM-exception"]));
        assert!(!accepts(text, &["Apache-2.0"]));
        assert!(accepts(
            "GPL-2.0 WITH X-exception OR MIT AND ISC",
            &["MIT", "ISC"]
        ));
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in [
            "",
            "   ",
            "MIT OR",
            "OR MIT",
            "MIT Apache-2.0",
            "(MIT",
            "MIT)",
            "()",
            "MIT // ISC",
            "MIT WITH",
            "MIT WITH (A)",
            "(MIT) WITH A",
            "MIT, ISC",
            "MIT;",
        ] {
            assert!(Expression::parse(text).is_err(), "{text:?}");
        }
        assert!(Expression::parse(&"(".repeat(100_000)).is_err());
    }
}
