# The pages for readers.
# Terms: election, run election, watched election, record, entry, checkpoint, fingerprint, decision, appeal, finding.

front-title = Elections
front-lead = Each election has one public record. Anybody can read it, and anybody can verify it.
front-empty = There is no election here yet.
election-watched = watched from outside
election-run = run on this record
election-watched-words = The authority signs nothing here. Observers attest what it does, and name their sources.
election-run-words = The organiser and the bodies sign what they do, and the calendar binds them.
election-unsound = the record is not sound
election-polls = Polls
election-calendar = Calendar
election-latest = Latest entries
election-all-entries = { $n ->
    [one] The { $n } entry
   *[other] All { $n } entries
 }
election-record = The record
election-record-words = Whoever keeps these lines can show later whether anything was rewritten.
election-fingerprint = Fingerprint of the election
election-origin = Name of the log
election-size = Entries
election-root = Root hash
election-checkpoint = Checkpoint, signed
election-feed = Atom feed
more-about = More: { $what }
as-of = as of { $day }
verdict-record-sound = The record is sound, and nothing on it breaks a rule.
verdict-record-breached = The record is sound, and something on it breaks a rule.
verdict-record-unsound = The record or a count is not sound.
subject-breached = something breaks a rule
subject-not-breached = no breach on record
poll-vote = Vote
poll-rehearsal = rehearsal
phase-opens_soon = opens soon
phase-open = open
phase-closed = closed
phase-tallied = tallied
phase-finished = result published

candidates-absent = Qualified and absent
candidates-nobody-absent = The record shows nobody who qualified and is absent from the ballot.
candidates-absent-mark = qualified, and absent
candidates-needed = { $n ->
    [one] { $n } valid signature needed
   *[other] { $n } valid signatures needed
 }
candidates-seats = { $n ->
    [one] { $n } seat
   *[other] { $n } seats
 }
candidates-voters = { $n ->
    [one] { $n } voter
   *[other] { $n } voters
 }
candidates-filed = Put forward on { $day }
candidates-signatures = Signatures, as each side names them
candidates-districts = Signatures by district
standing-filed = nothing decided
standing-registered = registered
standing-refused = refused
standing-removed = registered, then removed
standing-withdrawn = withdrew
findings = Findings
findings-none = No finding.

decisions-lead = A decision against somebody must give its reasons and say what can be done against it. Here its form is checked; whether the reasons are good, no program says.
decisions-appeals = Appeals and complaints
decisions-no-appeal = None on record.
decisions-decisions = Decisions
decisions-no-decision = None on record.
decision-missing = Missing: { $parts }
decision-not-shown = Not shown in the sources on record: { $parts }
decision-documents = { $n ->
    [one] { $n } document
   *[other] { $n } documents
 }
decision-withheld = withheld: { $because }
decision-heard = the person was heard
decision-not-heard = the person was not heard
decision-final = final
decision-not-final = can be appealed
decision-later = Reasons given later
decision-fallen = Set aside by
clock-none = until when it must be decided is not on record
clock-late = { $n ->
    [one] decided { $n } day late
   *[other] decided { $n } days late
 }
clock-kept = decided in time
clock-overdue = { $n ->
    [one] overdue for { $n } day
   *[other] overdue for { $n } days
 }
clock-runs = { $n ->
    [one] { $n } day left
   *[other] { $n } days left
 }
appeal-filed = Filed
appeal-due = To be decided by
appeal-decided = Decided by
appeal-cosigners = { $n ->
    [one] { $n } more key supports it
   *[other] { $n } more keys support it
 }
appeal-late = It was filed after its time.
appeal-unconfirmed = It says to come from the person concerned, and its key does not show it.
