//! What a case calls its rule, as rules of this crate.

use serde_json::Value;
use veche_count::methods::arithmetic::Decimals;
use veche_count::methods::gregory::{
    BulkExclusion, Elects, GregoryRules, Quota, SurplusOrder, TransferValue,
};
use veche_count::methods::meek::{EqualRanks, Keeps, MeekRules, ShareRounding};
use veche_count::methods::qpq::QpqRules;
use veche_count::rules::{Method, Rules};
use veche_count::ties::{TieStep, Ties};

use crate::case::Case;

/// All that a case says of its rule, in lower case: its words are looked for in there.
struct Said<'a> {
    text: String,
    rule: &'a Value,
}

impl Said<'_> {
    fn has(&self, word: &str) -> bool {
        self.text.contains(word)
    }

    fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// A word such as `p18` in `42-meek-o9-guarded-p18-g9-d18.txt`.
    fn tagged(&self, letter: char) -> Option<u32> {
        let words = self.text.split(|c: char| !c.is_ascii_alphanumeric());
        words
            .filter_map(|word| word.strip_prefix(letter))
            .find_map(|digits| digits.parse().ok())
    }

    /// A field of the rule, or of the options in it; the first number in a text.
    fn field(&self, names: &[&str]) -> Option<u32> {
        let within = [self.rule, &self.rule["options"], &self.rule["arithmetic"]];
        let mut fields = names
            .iter()
            .flat_map(|name| within.iter().map(move |object| &object[*name]));
        fields.find_map(|value| match value {
            Value::Number(number) => u32::try_from(number.as_u64()?).ok(),
            Value::String(text) => first_number(text),
            _ => None,
        })
    }
}

fn first_number(text: &str) -> Option<u32> {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find_map(|word| word.parse().ok())
}

/// The rules of a case.
pub(super) fn rules(case: &Case, write_ins: Option<String>) -> Result<Rules, String> {
    let transcript = case.expected["transcript"].as_str().unwrap_or_default();
    let said = Said {
        text: format!(
            "{} {} {transcript} {} {}",
            case.method, case.rule, case.id, case.sources
        )
        .to_lowercase(),
        rule: &case.rule,
    };
    if said.has("float") {
        return Err("no rules for floating point".to_owned());
    }
    let prf = said.has_any(&["prf", "pr foundation", "representation foundation"]);
    let batch = said.has("batch")
        && !said.has_any(&[
            "no batch",
            "no_batch",
            "single defeat",
            "batch\":\"none",
            "batch\":false",
        ]);
    let mut steps = vec![TieStep::Lot];
    let count = if said.has_any(&["meek", "warren"]) {
        steps = vec![TieStep::OptionOrder];
        Method::Meek(meek(&said, prf, batch)?)
    } else if said.has_any(&["qpq", "quotient"]) {
        let decimals = if said.has_any(&["rational", "exact"]) {
            Decimals::Exact
        } else {
            Decimals::Guarded {
                places: 9,
                guard: 9,
            }
        };
        Method::Qpq(QpqRules { decimals })
    } else if said.has_any(&["mpls", "minneapolis"]) {
        Method::Gregory(GregoryRules {
            elects: Elects::WithSurplus,
            // The ordinance cuts the fraction off first; Droop does not.
            transfer_value: TransferValue::CutTwice,
            write_ins,
            ..gregory(Quota::DroopWhole, 4, BulkExclusion::SureLosers)
        })
    } else if said.has("cfer") {
        let bulk = if batch {
            BulkExclusion::SureLosersInOrder
        } else {
            BulkExclusion::Nobody
        };
        Method::Gregory(GregoryRules {
            surplus_order: SurplusOrder::Together,
            empty_surplus: false,
            ..gregory(Quota::DroopDecimal, 5, bulk)
        })
    } else if prf {
        let bulk = if batch {
            BulkExclusion::SureLosers
        } else {
            BulkExclusion::Nobody
        };
        Method::Gregory(gregory(Quota::DroopDecimal, 4, bulk))
    } else if said.has_any(&["wigm", "weighted inclusive gregory"]) {
        let whole = said.has("integer_quota") && !said.has("integer_quota\":false");
        let quota = if whole {
            Quota::DroopWhole
        } else {
            Quota::DroopDecimal
        };
        Method::Gregory(GregoryRules {
            decimals: decimals(&said),
            last_keeps_votes: false,
            ..gregory(quota, 9, BulkExclusion::Nobody)
        })
    } else if said.has("scot") {
        steps = vec![TieStep::LatestDifference, TieStep::Lot];
        Method::Gregory(GregoryRules {
            transfer_value: TransferValue::CutOnce,
            last_keeps_votes: false,
            ..gregory(Quota::DroopWhole, 5, BulkExclusion::Nobody)
        })
    } else {
        return Err(format!("no rules for \"{}\"", case.method));
    };
    Ok(Rules {
        title: case.method.clone(),
        law: "the case".to_owned(),
        marking: Default::default(),
        ties: Ties { steps, seed: None },
        count,
    })
}

/// What most of Droop's rules have in common.
fn gregory(quota: Quota, places: u32, bulk_exclusion: BulkExclusion) -> GregoryRules {
    GregoryRules {
        quota,
        decimals: Decimals::Fixed(places),
        transfer_value: TransferValue::CutTwice,
        elects: Elects::AtQuota,
        surplus_order: SurplusOrder::Largest,
        empty_surplus: true,
        bulk_exclusion,
        write_ins: None,
        last_keeps_votes: true,
    }
}

fn meek(said: &Said<'_>, prf: bool, batch: bool) -> Result<MeekRules, String> {
    let decimals = if prf {
        Decimals::Fixed(9)
    } else {
        decimals(said)
    };
    // Droop's own defaults, where a case names none.
    let omega = omega(&said.rule["omega"]).or(said.field(&["omega", "omega10"]));
    let omega = said.tagged('o').or(omega).unwrap_or(match decimals {
        _ if prf => 6,
        Decimals::Fixed(places) => places * 2 / 3,
        Decimals::Guarded { places, .. } => places / 2,
        Decimals::Exact => 10,
    });
    // Only Droop excludes in bulk unless it is told not to.
    let stv_rs = said.has_any(&["stv-rs", "stvrs"]);
    let never = said.has_any(&["batch\":\"none", "batch\":false", "no batch"]);
    Ok(MeekRules {
        keeps: if said.has("warren") {
            Keeps::Amount
        } else {
            Keeps::Proportion
        },
        decimals,
        omega_decimals: omega,
        below_omega: prf,
        equal_ranks: if said.has("equalize") {
            EqualRanks::AllOrders
        } else {
            EqualRanks::Split
        },
        share_rounding: if prf {
            ShareRounding::KeptUp
        } else {
            ShareRounding::CutOff
        },
        keep_decimals: (said.has_any(&["approx", "keep factor"]) && decimals == Decimals::Exact)
            .then_some(6),
        no_negative_surplus: said.has("positive"),
        bulk_exclusion: !prf && !never && (batch || !stv_rs),
    })
}

/// The decimals of omega: from `9`, `1e-9`, `1/10^9` or `0.000000001`.
fn omega(value: &Value) -> Option<u32> {
    let text = match value {
        Value::String(text) => text.to_lowercase(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    if let Some((_, decimals)) = text.split_once("0.").filter(|_| !text.contains('e')) {
        return u32::try_from(decimals.len()).ok();
    }
    text.rsplit(|c: char| !c.is_ascii_digit())
        .find_map(|word| word.parse().ok())
}

/// The arithmetic, with Droop's defaults for what a case does not say.
fn decimals(said: &Said<'_>) -> Decimals {
    let named = match &said.rule["arithmetic"] {
        Value::String(text) => text.to_lowercase(),
        _ => String::new(),
    };
    let is = |words: &[&str]| {
        if named.is_empty() {
            said.has_any(words)
        } else {
            words.iter().any(|word| named.contains(word))
        }
    };
    let places = said
        .field(&["precision", "places", "decimals"])
        .or(said.tagged('p'))
        .or_else(|| first_number(&named));
    if is(&["rational", "exact", "fraction", "approx"]) && !is(&["quasi"]) {
        Decimals::Exact
    } else if is(&["fixed"]) {
        Decimals::Fixed(places.unwrap_or(9))
    } else {
        let places = places.unwrap_or(18);
        let guard = said.field(&["guard"]).or(said.tagged('g'));
        Decimals::Guarded {
            places,
            guard: guard.unwrap_or(places / 2),
        }
    }
}
