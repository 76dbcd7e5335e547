//! Who is to be sent to now: decided from the members, their credentials and the journal, before anything is done.

use std::collections::{BTreeSet, HashMap};

use anyhow::bail;
use veche_poll::credential::PrivateCredential;
use veche_poll::election::Uuid;

use super::content::Way;
use super::credentials::{Holder, mark};
use super::journal::{End, State};
use crate::members::Member;

/// What is asked for.
pub enum Wish {
    /// Everybody who has nothing yet, and whose last credential was replaced since.
    Everybody,
    /// These once more, with the credential that they have now.
    Again {
        /// Their names.
        names: Vec<String>,
        /// And all whose mail came back.
        bounced: bool,
    },
}

/// One mail or letter to be made.
pub struct Job<'a> {
    /// For whom.
    pub member: &'a Member,
    /// What it brings.
    pub credential: &'a PrivateCredential,
    /// The journal's name of that.
    pub mark: String,
    /// Whether the member was sent this credential before.
    pub again: bool,
    /// The Message-ID of a mail of which it is not known whether it was sent: the second one bears it too, so that a
    /// mailbox can tell that they are the same.
    pub unfinished: Option<String>,
}

/// What is to be done, and what cannot be.
pub struct Plan<'a> {
    /// The mails or letters, in the order of the credentials.
    pub jobs: Vec<Job<'a>>,
    /// Members with no mail address.
    pub unaddressed: Vec<&'a str>,
    /// Names of credentials that no member in the file has.
    pub unlisted: Vec<&'a str>,
}

/// Makes the plan.
///
/// # Errors
/// Names a member without a credential, or a name that is asked for and nobody has.
pub fn plan<'a>(
    uuid: &Uuid,
    holders: &'a [Holder],
    members: &'a [Member],
    state: &State,
    wish: &Wish,
    way: Way,
) -> anyhow::Result<Plan<'a>> {
    let by_name: HashMap<&str, &Member> = members
        .iter()
        .map(|member| (&*member.name, member))
        .collect();
    let holding: BTreeSet<&str> = holders.iter().map(|holder| &*holder.name).collect();
    if let Some(member) = members
        .iter()
        .find(|member| !holding.contains(&*member.name))
    {
        bail!(
            "{}: this member has no credential; all must be in the file when `veche roll generate` makes them",
            member.name
        );
    }
    let wanted: BTreeSet<&str> = match wish {
        Wish::Everybody => BTreeSet::new(),
        Wish::Again { names, .. } => names.iter().map(|name| &**name).collect(),
    };
    if let Some(name) = wanted.iter().find(|name| !by_name.contains_key(**name)) {
        bail!("--resend {name}: there is no member of this name");
    }
    let mut plan = Plan {
        jobs: Vec::new(),
        unaddressed: Vec::new(),
        unlisted: Vec::new(),
    };
    for holder in holders {
        let Some(member) = by_name.get(&*holder.name) else {
            plan.unlisted.push(&holder.name);
            continue;
        };
        let mark = mark(uuid, &holder.credential);
        let attempt = state
            .attempts
            .get(&member.name)
            .filter(|attempt| attempt.credential == mark);
        let end = attempt.map(|attempt| &attempt.end);
        let due = match wish {
            Wish::Everybody => matches!(end, None | Some(End::Open | End::Later)),
            Wish::Again { bounced, .. } => {
                wanted.contains(&*member.name) || (*bounced && matches!(end, Some(End::Bounced(_))))
            }
        };
        if !due {
            continue;
        }
        if way == Way::Mail && member.mail.is_none() {
            plan.unaddressed.push(&member.name);
            continue;
        }
        let unfinished = attempt
            .filter(|attempt| attempt.end == End::Open && way == Way::Mail)
            .map(|attempt| attempt.message.clone());
        plan.jobs.push(Job {
            member,
            credential: &holder.credential,
            mark,
            again: matches!(end, Some(End::Sent | End::Letter | End::Bounced(_))),
            unfinished,
        });
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;
    use crate::sending::journal::Attempt;

    #[test]
    fn who_is_sent_to_follows_from_how_the_last_attempt_ended() {
        let uuid = Uuid::parse("11111111111111").unwrap();
        let mut rng = random::generator().unwrap();
        let bounced = || End::Bounced("550".to_owned());
        let ends = [
            ("nothing", None),
            ("open", Some(End::Open)),
            ("sent", Some(End::Sent)),
            ("later", Some(End::Later)),
            ("bounced", Some(bounced())),
            ("letter", Some(End::Letter)),
            ("replaced", Some(End::Sent)),
        ];
        let mut state = State::default();
        let (mut holders, mut members) = (Vec::new(), Vec::new());
        for (name, end) in ends {
            let credential = PrivateCredential::random(&mut rng);
            let of = match name {
                "replaced" => "another".to_owned(),
                _ => mark(&uuid, &credential),
            };
            if let Some(end) = end {
                let attempt = Attempt {
                    mail: String::new(),
                    message: "id".to_owned(),
                    credential: of,
                    end,
                };
                state.attempts.insert(name.to_owned(), attempt);
            }
            holders.push(Holder {
                name: name.to_owned(),
                credential,
            });
            members.push(Member {
                name: name.to_owned(),
                weight: None,
                mail: Some("a@example.org".to_owned()),
                language: None,
                address: Vec::new(),
            });
        }
        let again = |names: &[&str], bounced| Wish::Again {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            bounced,
        };
        for (wish, expected) in [
            (
                Wish::Everybody,
                &["nothing", "open", "later", "replaced"][..],
            ),
            (again(&[], true), &["bounced"]),
            (again(&["sent", "letter"], false), &["sent", "letter"]),
            (again(&["sent"], true), &["sent", "bounced"]),
        ] {
            let plan = plan(&uuid, &holders, &members, &state, &wish, Way::Mail).unwrap();
            let names: Vec<&str> = plan.jobs.iter().map(|job| &*job.member.name).collect();
            assert_eq!(names, expected);
            for job in &plan.jobs {
                assert_eq!(job.unfinished.is_some(), job.member.name == "open");
            }
        }
        let wish = again(&["nobody"], false);
        assert!(plan(&uuid, &holders, &members, &state, &wish, Way::Mail).is_err());
        holders.remove(0);
        let wish = Wish::Everybody;
        assert!(plan(&uuid, &holders, &members, &state, &wish, Way::Mail).is_err());
    }
}
