# Checks, findings, headlines.
# Terms: check, finding, breach, not shown, shown, holds, sound, vouched for, checkpoint, entry, poll, ballot, quorum.

check-S1 = the files of the log agree with its checkpoint
check-S2 = the checkpoint is signed by the key of the log
check-S3 = every entry has its one form and keeps the limits
check-S4 = every entry is signed by its author
check-S5 = every author may say what is said
check-S6 = every entry comes in its time, once, and refers to what is there
check-S7 = every text beside the log is there and unchanged, or visibly withdrawn
check-S8 = every poll is sound, and its events are those anchored
check-S9 = the declared outcome follows from the poll
check-C1 = every candidate has an outcome
check-C2 = the ballot shows the candidates who qualified, and no other
check-C3 = nobody with enough accepted signatures is refused
check-C4 = no more signatures are accepted than were handed in
check-C5 = signatures are looked at before they are thrown away
check-C6 = no more signatures are asked for than one percent of the voters
check-D1 = decisions against somebody are complete in form
check-D2 = rules are older than what they are applied to
check-D3 = appeals and complaints are decided in time
check-D4 = no decision rests on a charge that no court has decided
check-A1 = no assembly is forbidden without a reasoned decision
check-A2 = detained people see a judge in time
check-A3 = acts against the press
check-F1 = the outcome is declared, and the quorum reached where there is one
check-F2 = those who say what came out agree
check-R1 = reports are vouched for
check-R2 = demands are followed by something
check-R3 = what was withdrawn, and why

status-holds = holds
status-listed = listed
status-breached = breached
status-unsound = unsound
status-not-shown = not shown
weight-breach = breach
weight-not-shown = not shown
weight-shown = noted

missing-facts = facts
missing-rule = a rule
missing-evidence = evidence, or why it is withheld
missing-remedy = remedy
missing-deadline = deadline
missing-signers = signers

finding-not-shown-in-sources = { $what } (not shown in the sources on record)
finding-no-outcome = { $who } was put forward, and nothing is decided
finding-filed-late = { $who } was put forward outside the time for nominations
finding-qualified-absent-with = { $who } qualified with { $accepted } accepted signatures ({ $threshold } needed), and is absent from the ballot
finding-qualified-absent = { $who } qualified, and is absent from the ballot
finding-on-ballot-unregistered = { $who } stands on the ballot, and is not registered
finding-registered-off-ballot = { $who } is registered, and does not stand on the ballot
finding-refused-above = { $who } was refused with { $accepted } accepted signatures, above the { $threshold } needed
finding-accepted-above-handed-in = { $who }{ $district }: { $accepted } signatures accepted, of { $handed } handed in
finding-voided = { $who }{ $district }: { $number } signatures made void together by a rule
finding-just-over = { $who }{ $district }: { $share } of those checked are invalid, just over the { $limit } that void them all
finding-threshold = { $contest }: { $threshold } signatures are needed, more than one percent of { $voters } voters
finding-incomplete = { $decision }. Missing: { $parts }
finding-form-complete = { $decision }. Form complete, not judged
finding-form-complete-later = { $decision }. Form complete, not judged; { $n ->
    [one] parts of it came { $n } day after the decision
   *[other] parts of it came { $n } days after the decision
 }
finding-rule-young = { $decision }. It rests on { $rule }, which applies and was known only since { $day }
finding-a-law = a law
finding-overdue = { $appeal }: { $body } was to decide by { $day }; { $n ->
    [one] overdue for { $n } day
   *[other] overdue for { $n } days
 }
finding-decided-late = { $appeal }: { $body } was to decide by { $day }, and decided { $n ->
    [one] { $n } day late
   *[other] { $n } days late
 }
finding-no-clock = { $appeal }: until when it must be decided is not shown on record
finding-appeal-late = { $appeal }: filed after its time
finding-appeal-unconfirmed = { $appeal }: says to come from the person concerned, and its key does not show it
finding-unproven-charge = { $decision }. It rests on a charge that no court has decided
finding-grounds-not-shown = { $decision }. What it rests on is not shown, so neither is that it rests on no undecided charge
finding-banned = an assembly on { $day } was forbidden; no decision stands on record
finding-dispersed = an assembly was broken up on { $day }
finding-judge-late = { $detention }: people who saw a judge too late: { $number }; { $n ->
    [one] more than { $n } hour
   *[other] more than { $n } hours
 }, where { $limit } are allowed
finding-no-judge = { $detention }: that the people detained ({ $number }) saw a judge or were set free is not shown on record
finding-detention-unvouched = { $detention }: no known key vouches for it
finding-press = { $what }: { $number }, { $day }
finding-quorum = { $contest }: { $ballots } took part, and the quorum is { $quorum }
finding-no-outcome-declared = { $contest }: nobody has said on record what came out
finding-turnout-not-shown = { $contest }: how many took part is not shown on record
finding-winners-differ = { $contest }: { $one } and { $other } name different winners; which is right is not shown here
finding-votes-differ = { $contest }: { $option } has { $votes } votes according to { $one }, and { $others } according to { $other }; which is right is not shown here
finding-reports = { $n ->
    [one] { $n } report
   *[other] { $n } reports
 }, { $unvouched } of them not vouched for; reports say what was seen, not how often it happened
finding-demand = a demand to { $addressee } was due on { $day }, and nothing followed on record
finding-withdrawn = taken back ({ $because }): { $authors } by their authors, { $organiser } by the organiser

subject-candidates = Candidates
subject-freedoms = Assembly and speech
subject-count = Count

headline-nobody-filed = Nobody was put forward.
headline-candidates = { $filed } put forward, { $registered } registered, { $refused } refused or removed, { $withdrawn } withdrawn, { $open } without outcome.
headline-decisions-incomplete = { $n ->
    [one] { $n } decision not complete in form.
   *[other] { $n } decisions not complete in form.
 }
headline-decisions-not-shown = { $n ->
    [one] { $n } decision of which the record does not show all that counts.
   *[other] { $n } decisions of which the record does not show all that counts.
 }
headline-appeals-late = { $n ->
    [one] { $n } appeal or complaint decided late or overdue.
   *[other] { $n } appeals or complaints decided late or overdue.
 }
headline-appeals-not-shown = { $n ->
    [one] { $n } appeal or complaint of which the record does not show all that counts.
   *[other] { $n } appeals or complaints of which the record does not show all that counts.
 }
headline-assemblies = Assemblies on record: { $held } held, { $banned } forbidden, { $dispersed } broken up.
headline-detentions = { $n ->
    [one] { $n } detention on record
   *[other] { $n } detentions on record
 }: { $late } with a judge too late, { $unknown } with none shown.
headline-press = { $n ->
    [one] { $n } entry about an act against the press.
   *[other] { $n } entries about acts against the press.
 }
headline-reports = { $n ->
    [one] { $n } report.
   *[other] { $n } reports.
 }
headline-nothing = Nothing on record; that is not to say that nothing happened.
headline-no-poll = No poll on record: nothing here was recounted.
headline-poll-unsound = A poll or its outcome is not sound.
headline-polls-sound = { $n ->
    [one] { $n } poll verified from the ballots on, and sound.
   *[other] { $n } polls verified from the ballots on, and sound.
 }
headline-outcomes-follow = { $n ->
    [one] { $n } declared outcome follows from it.
   *[other] { $n } declared outcomes follow from them.
 }

## Titles of commitments

title-cph-5-3 = Authorities act by law
title-cph-5-4 = State and party are separate
title-cph-5-8 = Rules are public before they apply
title-cph-5-9 = Equal treatment
title-cph-5-10 = Effective redress
title-cph-5-11 = Decisions are justified
title-cph-5-15 = Detained people see a judge in time
title-cph-5-16-17 = Fair public hearing, and a lawyer
title-cph-5-19 = Nobody is treated as guilty before a court has found so
title-cph-6 = The will of the people is the basis of authority
title-cph-7-1 = Elections at lawful intervals
title-cph-7-2 = Seats are freely contested
title-cph-7-3a = Universal suffrage
title-cph-7-3b = Equal suffrage
title-cph-7-4a = Secret ballot
title-cph-7-4b = Honest count
title-cph-7-4c = Results are published, station by station
title-cph-7-5a = Anyone eligible may stand
title-cph-7-5b = Signatures are checked fairly and completely
title-cph-7-5c = Candidates are not persecuted
title-cph-7-6 = Free parties, equal competition
title-cph-7-7a = A campaign without violence or obstruction
title-cph-7-7b = Voters are free of fear
title-cph-7-8 = Open and equal access to the media
title-cph-7-9 = Winners take office
title-cph-8a = Observers are invited in time
title-cph-8b = Observers can see, the count too
title-cph-9-1 = Free expression; journalists are safe
title-cph-9-2 = Peaceful assembly
title-cph-9-3 = Associations and monitors are free
title-cph-16 = Nobody is ill-treated, and what happens is investigated
title-cph-24 = Restrictions are lawful and proportionate
title-ist-25 = Earlier recommendations are followed up
