//! Nothing is missing and nothing is left over in any language.
