//! A reader of JSON that takes structures from objects only.
//!
//! Serde's derived readers take a structure from a JSON array of its fields, too: `["1","2"]` for
//! `{"challenge":"1","response":"2"}`. The reference implementation does not, and a message must not mean something to
//! one program and nothing to another. [`Strict`] goes around everything that takes part in reading, the reader and
//! whatever it hands on, and asks for a map wherever a structure is expected.
//!
//! It does not look into Rust enums, which take their contents by another way: no message has such contents.

use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads JSON, structures from objects only.
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = T::deserialize(Strict(&mut reader))?;
    reader.end()?;
    Ok(value)
}

/// Something that takes part in reading, made strict.
struct Strict<T>(T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Strict(visitor))
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(Strict(visitor))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_option(Strict(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Strict(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_ignored_any(visitor)
    }

    // JSON says itself what it holds: the visitors refuse what they do not expect.
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

/// Every visit that a reader of JSON makes.
impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<V::Value, E> {
        self.0.visit_bool(value)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<V::Value, E> {
        self.0.visit_i64(value)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<V::Value, E> {
        self.0.visit_u64(value)
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<V::Value, E> {
        self.0.visit_f64(value)
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<V::Value, E> {
        self.0.visit_str(value)
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, value: &'de str) -> Result<V::Value, E> {
        self.0.visit_borrowed_str(value)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Strict(reader))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Strict(reader))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Strict(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Strict(fields))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Strict(reader))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        // A key is a text, in which there is nothing to be strict about.
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Strict(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use serde_json::value::RawValue;

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Inner {
        a: u8,
        b: Option<String>,
    }

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Wrapped(Inner);

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    enum Kind {
        Known,
    }

    #[derive(Debug, serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        plain: Inner,
        optional: Option<Inner>,
        list: Vec<Inner>,
        pair: (Inner, u8),
        wrapped: Wrapped,
        named: BTreeMap<String, Inner>,
        kind: Kind,
        raw: Box<RawValue>,
        numbers: (i64, u64, f64, bool, ()),
    }

    const HONEST: &str = r#"{"plain":{"a":1,"b":"\u00e9"},"optional":{"a":2},"list":[{"a":3}],"pair":[{"a":4,"x":[5]},6],
        "wrapped":{"a":7},"named":{"n":{"a":8}},"kind":"Known","raw":[ 1, {"a":[]} ],"numbers":[-1,2,0.5,true,null]}"#;

    #[test]
    fn honest_json_means_what_it_means_to_serde() {
        let lax: Outer = serde_json::from_str(HONEST).unwrap();
        let strict: Outer = read(HONEST.as_bytes()).unwrap();
        let again = |outer| serde_json::to_string(outer).unwrap();
        assert_eq!(again(&strict), again(&lax));
        assert_eq!(strict.plain.b.as_deref(), Some("é"));
        assert_eq!(strict.raw.get(), r#"[ 1, {"a":[]} ]"#);
        let null = HONEST.replace(r#""optional":{"a":2}"#, r#""optional":null"#);
        assert_eq!(read::<Outer>(null.as_bytes()).unwrap().optional, None);
    }

    #[test]
    fn an_array_is_no_structure_wherever_it_stands() {
        for (object, array) in [
            (r#"{"a":1,"b":"\u00e9"}"#, r#"[1,"\u00e9"]"#),
            (r#"{"a":2}"#, "[2,null]"),
            (r#"{"a":3}"#, "[3,null]"),
            (r#"{"a":4,"x":[5]}"#, "[4,null]"),
            (r#"{"a":7}"#, "[7,null]"),
            (r#"{"a":8}"#, "[8,null]"),
        ] {
            let text = HONEST.replacen(object, array, 1);
            // The flaw is one that serde itself lets pass.
            assert!(serde_json::from_str::<Outer>(&text).is_ok(), "{array}");
            assert!(read::<Outer>(text.as_bytes()).is_err(), "{array}");
        }
        assert!(read::<Inner>(b"[1,null]").is_err());
    }

    #[test]
    fn every_other_flaw_is_refused_as_serde_refuses_it() {
        let one = |from: &str, to: &str| HONEST.replacen(from, to, 1);
        for text in [
            one(r#""a":1"#, r#""a":1,"a":1"#),
            one(r#""a":1"#, r#""a":256"#),
            one(r#""a":1"#, r#""a":"1""#),
            one(r#""a":1"#, r#""c":1"#),
            one(r#""kind""#, r#""more":1,"kind""#),
            one("Known", "Unknown"),
            one(r#"[{"a":3}]"#, r#"{"a":3}"#),
            one("6]", "6,6]"),
            format!("{HONEST} x"),
            HONEST[..HONEST.len() - 1].to_owned(),
            "[".repeat(100_000),
            String::new(),
        ] {
            assert!(serde_json::from_str::<Outer>(&text).is_err(), "{text:.40}");
            assert!(read::<Outer>(text.as_bytes()).is_err(), "{text:.40}");
        }
        assert!(read::<String>(b"\"\xff\"").is_err());
    }
}
