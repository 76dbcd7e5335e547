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
subject-not-shown = something is not shown
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

freedoms-lead = Assemblies, detentions, acts against the press, and reports. What nobody recorded is not here: silence is no good news.
freedoms-filter = Show only
freedoms-code = Kind
freedoms-any = all
freedoms-to = To
freedoms-show = Show
freedoms-clear = Show everything
freedoms-found = { $n ->
    [one] { $n } entry found
   *[other] { $n } entries found
 }
freedoms-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
 }
freedoms-timeline = Timeline
freedoms-map = Map
freedoms-list = List
freedoms-nothing = Nothing on record; that is not to say that nothing happened.
timeline-days = entries by day
timeline-weeks = entries by week
timeline-months = entries by month
map-elsewhere = { $n ->
    [one] { $n } entry about no part of the country by name
   *[other] { $n } entries about no part of the country by name
 }
map-words = Outlines are drawn by hand and rough. Numbers count entries on record, not what happened.

count-open = Open now
count-no-result = There is no result yet.
count-option = Option
count-share = Share
count-elected = elected
count-blank = Blank
count-ballots = { $n ->
    [one] { $n } ballot published
   *[other] { $n } ballots published
 }
count-counted = { $n ->
    [one] { $n } counts
   *[other] { $n } count
 }
count-turnout = turnout { $share }
count-trustees = { $threshold } of { $n ->
    [one] { $n } trustee
   *[other] { $n } trustees
 } can open the result
count-check = To check it yourself
count-fingerprint = Fingerprint of the poll
count-archive = Archive of the poll
count-outcomes = Declared outcomes
count-outcome = According to { $who }
count-no-outcome = Nobody has said on record what came out.
count-figures = Figures
count-figures-words = Figures that stand by themselves. Those that contradict one another all stay.

assessment-lead = The election held against commitments. Checks decide what can be computed; what speaks for and against the rest is listed; only named people judge. No count of reports decides anything.
assessment-catalogue = catalogue
assessment-list = Commitments
assessment-language = The text of the commitments is that of the catalogue.
assessment-unconfirmed = Paraphrased from memory; to be confirmed before it is cited.
assessment-nothing = Nothing is on record, which says nothing.
assessment-evidence = Evidence
assessment-record = On the record
assessment-against = Against its being kept
assessment-for = For its being kept
assessment-figures = Figures
assessment-differing = These figures contradict one another
assessment-judged = Findings of named people
assessment-otherwise = Says otherwise
assessment-replies = Replies
assessment-stands = Where it stands
assessment-hash = SHA-256 of the catalogue
commitment-kind-computed = computed: checks decide
commitment-kind-documented = documented: listed, not decided
commitment-kind-judged = judged: only named people decide, by signing
commitment-holds = holds
commitment-breached = breached
commitment-not-shown = not shown
commitment-documented = documented
commitment-nothing-on-record = nothing on record
commitment-not-judged = not judged
commitment-judged = judged
otherwise-reported = a report says otherwise
otherwise-unlikely = a known key finds it unlikely
otherwise-not-so = a known key says that it was not so
coverage = Entries: { $entries }; vouched for: { $vouched }; sources: { $sources }; publishers: { $publishers }{ $days }
coverage-days = ; from { $from } to { $to }
list-more = { $n ->
    [one] And { $n } more, among all entries.
   *[other] And { $n } more, among all entries.
 }

limits-lead = A record shows what was said on it, by which key, in which order. These things it does not show.
limit-silence = What nobody recorded is not here. Silence is no good news.
limit-reports = How many reports there are depends on who was there and who dared to speak. It says nothing about how often something happened.
limit-signature = A signature shows which key spoke. It does not show that what it says is true, nor how many people stand behind keys that are used once.
limit-times = Times of recording are the word of whoever keeps the record.
limit-other-record = Whether others were shown another record. Compare size and root hash with a checkpoint that somebody else has kept.
limit-form = A decision that is complete in form need not be just. No program here judges reasons.
limit-withdrawn = What was withdrawn or sealed cannot be read here. That it was withdrawn, by whom and for which class of reason, stands with its entry.
limit-watched = The authority signs nothing here. What it did is told by others, and is as good as their sources. Ballots on paper were not counted again.
limit-poll = A poll proves that the ballots on it were counted rightly. It does not prove that voters were free while they voted, nor that their devices were honest.
limit-together = Whoever issues the credentials and whoever runs the server could together put in ballots for people who do not vote. Look whether a ballot bears your credential, also if you did not vote.
limit-home = A vote at home can be watched, bought or forced. Voting again helps only against those who are not there any more, and the record shows that a credential voted again.
limit-page = This page comes from the server that it is about. It cannot vouch for that server. Verify with a program or a file that you have from elsewhere.

entries-lead = In the order in which they were recorded, numbered from 0.
entry-author = its author
entry-withdrawn = Withdrawn by { $who } on { $day }: { $because }. Its texts were destroyed; the entry stays.
entry-sources = Sources
entry-outside = open the source (leaves this site)
entry-answers = What others said to it
entry-no-answers = Nothing on record.
entry-proof = Signature and proof
entry-proof-words = The entry's name is the SHA-256 hash of what its author signed. The inclusion proof shows that the record contains it.
entry-signer = Signed by
entry-id = Name of the entry
entry-recorded = Recorded
entry-leaf = The entry as recorded
entry-inclusion = Inclusion proof
