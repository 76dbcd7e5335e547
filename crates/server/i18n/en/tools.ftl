# Voting, finding, checking, verifying, reporting, help.
# Terms: poll, ballot, credential, tracker, promise, challenge, trustee, registrar, record, report.

copy = Copy

booth-title = Vote
booth-not-open = This poll is not open: no ballot can be cast now.
booth-opens = opens { $day }
booth-closes = open until { $day }
booth-noscript = Encrypting a vote in this page needs JavaScript. Without it, vote with the command line:
booth-start = Your credential
booth-watched = A vote at home can be watched. If somebody stands beside you, you can vote again later: the last ballot counts. The record shows that a credential voted again.
booth-credential-words = The private credential was given to you by the registrar: 22 characters in groups. It never leaves this device. Whoever has it can vote with it.
booth-credential = Private credential
booth-credential-wrong = This is not a credential of this poll. Compare it with your letter, character by character.
booth-begin = Begin
booth-ask = Questions
booth-rule-one = Choose one answer.
booth-rule-exactly = { $n ->
    [one] Choose exactly { $n } answer.
   *[other] Choose exactly { $n } answers.
 }
booth-rule = Choose { $minimum } to { $maximum } answers.
booth-rule-blank = Or vote blank.
booth-blank = Blank: none of these
booth-blank-and-more = Blank cannot be chosen together with an answer. Take one of the two back.
booth-too-few = { $n ->
    [one] Too few: choose at least { $n } answer. With fewer, this ballot cannot be cast.
   *[other] Too few: choose at least { $n } answers. With fewer, this ballot cannot be cast.
 }
booth-too-many = { $n ->
    [one] Too many: choose at most { $n } answer. With more, this ballot cannot be cast.
   *[other] Too many: choose at most { $n } answers. With more, this ballot cannot be cast.
 }
booth-next = Look at your choice
booth-review = Your choice
booth-review-words = Look at it once more. Afterwards it is encrypted, and this page forgets it.
booth-encrypt = Encrypt
booth-change = Change
booth-code = The code of your ballot
booth-code-words = Your choice is encrypted. Write the code down: it fixes what is inside, before you decide what to do with it.
booth-to-cast = Cast this ballot
booth-challenge = Challenge this ballot
booth-challenge-words = To challenge means to open the ballot and to see with another device whether it holds what you chose. An opened ballot is never cast; you make a new one.
booth-login = A second key
booth-login-words = A credential alone casts no ballot. The second authorisation comes from somebody other than the registrar.
booth-login-name = Login name
booth-login-mail = Your mail address
booth-login-send = Send me a code
booth-login-code = Code from the mail
booth-login-password = Password
booth-cast = Cast
booth-done = Your ballot is cast
booth-tracker-words = This is the tracker of your ballot. With it you find the ballot on the record. It does not show how you voted.
booth-high-risk = This election is marked as one of high risk: ballots are published every ten minutes only, so that who watches you and the record learns less.
booth-window = { $n ->
    [one] It will be published within { $n } minute, together with others and in random order.
   *[other] It will be published within { $n } minutes, together with others and in random order.
 }
booth-promise = Download the promise
booth-promise-words = The promise is the server's signed word that your ballot will be published. If it does not keep it, this file is the evidence.
booth-again-words = You can vote again as long as the poll is open. The last ballot counts; everybody can see that there was an earlier one.
booth-again = Finish
booth-opened = The opened ballot
booth-opened-words = This ballot is open and can no longer be cast. Check it with another device:
booth-opened-label = Opened ballot
booth-anew = Make a new ballot
booth-error = That did not work
booth-error-words = If no tracker was shown, no ballot was cast. You can try again; casting the same ballot twice counts once.
booth-retry = Try again
booth-loading = The booth is being loaded.
booth-encrypting = Your choice is being encrypted.
booth-casting = Your ballot is being cast.
booth-blank-review = You vote blank. It is counted as blank.
booth-is-published = Your ballot is on the record.
booth-offline = There is no connection. Your ballot is kept on this page, encrypted; try again when the net is back, and do not close the page.
booth-fingerprint-wrong = The server gave another poll than the one named here. Do not vote; tell the organiser.
booth-code-sent = A code is on its way to you.
booth-login-wrong = The login was not accepted. Compare the code, or ask for a new one.
booth-revote = This credential has voted before. This ballot takes the place of the earlier one.
booth-promise-wrong = The server's promise is not signed as it should be. Keep the tracker, and look for your ballot on the record.
booth-trust = Why should I trust this page?
booth-trust-words = You need not. Challenge as many ballots as you like, check them with a device of somebody you trust, and compare the fingerprint of the poll with the one printed on your letter. The booth is also one file whose hash is published.

find-lead = Find a ballot by its tracker, or see whether any ballot bears a credential.
find-no-poll = There is no poll on this record.
find-noscript = Searching in this page needs JavaScript. Without it, use the command line:
find-by-tracker = By tracker
find-tracker = Tracker
find-submit = Find
find-by-credential = By credential
find-credential-words = Also if you did not vote: a ballot with your credential that you did not cast is a fraud that only you can notice. The credential stays on this device.
find-credential = Credential, private or public
find-credential-submit = Is there a ballot?
find-reading = The archive of the poll is being read.
find-counts = The ballot is on the record, and it counts.
find-replaced = The ballot is on the record. A later one with the same credential took its place.
find-none = There is no ballot with this tracker. If you hold a promise for it, verify the promise.
find-credential-counts = A ballot bears this credential. If you did not cast it, tell the observers and the organiser.
find-credential-none = No ballot bears this credential.
find-credential-unknown = This credential does not stand on the roll of this poll.
find-wrong-form = This is neither a tracker nor a credential.

challenge-title = Check an opened ballot
challenge-lead = For the other device: compares the code that was written down with the ballot that was opened, and shows what it holds.
challenge-noscript = Checking in this page needs JavaScript. Without it, use the command line:
challenge-code = Code that was written down
challenge-submit = Check
challenge-right = The code belongs to this ballot. It holds:
challenge-other-code = The code does not belong to this ballot. The device that made it cannot be trusted: vote with another one, and tell the observers.
challenge-unreadable = This is not an opened ballot of this poll.

verify-title = Verify this record
verify-lead = Your browser fetches the whole record and checks every entry, every signature and every ballot itself.
verify-cannot = This page cannot vouch for the server that served it. A dishonest server could serve a dishonest page. Use the command line, on a computer of somebody you trust.
verify-noscript = Verifying in this page needs JavaScript. Without it, use the command line:
verify-start = Verify
verify-stop = Stop
verify-progress = Progress
verify-checks = Checks
verify-waiting = not yet
verify-kept = Was anything rewritten?
verify-kept-words = Keep the checkpoint after each visit. With an older one it can be shown that the record has only grown.
verify-kept-file = A checkpoint that you kept
verify-promise-file = A promise that you kept
verify-checkpoint = The checkpoint that was verified
verify-checkpoint-save = Save the checkpoint
verify-reading = The record is being fetched.
verify-judging = The entries are being judged.
verify-counting = The polls are being recounted.
verify-kept-same = It is the same record as the one that you kept.
verify-kept-grown = The record has grown since, and nothing before was changed.
verify-kept-other = This is another record than the one that you kept. Keep both checkpoints: together they are evidence.
verify-kept-older = The server showed an older record than the one that you kept.
verify-promise-kept = The promise was kept: the ballot is on the record.
verify-promise-broken = The promise was not kept: the ballot is not on the record. The file is evidence; give a copy to the observers.
verify-unreadable = This file cannot be read. It must be a checkpoint or a promise as it was saved.

report-title = Report what happened
report-lead = No account is needed. The report is made and signed on this device with a key that is used once.
report-leave = Leave this page at once
report-risk = Read first what can be dangerous
report-noscript = Reporting from this page needs JavaScript. Without it, use the command line:
report-what = What happened
report-choose = Choose
report-group-candidates = Candidates and signatures
report-group-assembly = Assembly
report-group-press = Press and information
report-group-campaign = Campaign and voters
report-group-observers = Observers
report-group-count = Voting and count
report-group-people = People and associations
report-group-right = Done right
report-text = In your words
report-text-words = Everybody can read it. Write no names of private people, and nothing that shows who you are.
report-when-where = When and where
report-from = Day, or first day
report-to = Last day, if it is another
report-place-words = As coarse as possible: country, region, district, with / between them. An exact place can show who was there.
report-who = Who
report-nobody = not said
report-least = At least how many
report-most = At most how many
report-pictures = Pictures
report-files = Pictures (JPEG or PNG)
report-files-words = Place, time and camera are taken out of the file on this device. Faces and voices stay: make them unrecognisable before.
report-look = Look at it
report-preview = This will be public
report-preview-words = Everything below will be on the record and stays there. Texts and pictures can be taken back later; the entry itself cannot.
report-send = Send
report-done = Your report is on the record
report-key-words = With this key you can take the text back. It is shown once. Whoever finds it on your device can show that you wrote the report.
report-key = The key of this report
report-queue = Waiting for the net
report-queue-words = These reports are kept on this device until there is a connection.
report-working = The report is being made. This takes a moment: it keeps floods of reports away.
report-sending = The report is being sent.
report-offline = There is no connection. The report waits on this device and is sent later.
report-refused = The report was not accepted. Nothing was recorded.
report-stripped = Place, time and camera were taken out.
report-not-a-picture = This file is no JPEG or PNG picture. It was left out.
report-remove = Remove

risk-lead = To report can be dangerous, for you and for others. Nothing here makes it safe; some things make it less dangerous.
risk-you = You
risk-you-device = This page leaves traces on your device. Use a private window, and leave no key and no picture on a phone that can be taken from you.
risk-you-net = The server writes down no address. Your provider, your employer and your network can still see that you were here. Tor hides it better.
risk-you-first = If you are in danger now, report later. No report is ever too late.
risk-others = Others
risk-others-names = Write no names of people who do not hold an office, and nothing by which they can be found.
risk-others-faces = Faces, voices, clothes and number plates in pictures show who was there. Cover them before you choose the file.
risk-others-sealed = What would endanger somebody belongs into a sealed report that only a group you trust can read, or not here at all.
risk-kept = What stays
risk-kept-key = Each report has its own key. Two reports of yours cannot be connected by their keys, but perhaps by what they say.
risk-kept-stays = The entry stays for ever: what it is about, the day, the coarse place.
risk-kept-withdraw = Text and pictures can be taken back with the key. Copies that others made do not vanish.
risk-kept-time = Times are coarse: ten minutes for recording, a day for what happened.
risk-ballot = Your ballot
risk-ballot-photo = Do not photograph your ballot. In many countries it is an offence, and it lets others force you to prove how you voted.

help-lead = What these pages are, and what you can do with them.
help-read = Read
help-read-record = Each election has one record, to which things are only added. Every statement here leads to the entries it stands on.
help-read-marks = "Breach" means that something breaks a rule. "Not shown" means that what would settle it is not on record, never that it did not happen.
help-read-texts = Texts of people stay in their own language. They are shown as written and are not edited.
help-vote = Vote
help-vote-credential = The registrar gives you a private credential. Keep it secret: whoever has it can vote with it.
help-vote-challenge = Before casting you can challenge the ballot, to see whether the device encrypted what you chose.
help-vote-tracker = Keep the tracker and the promise. With them you can show later that your ballot is there, or that it is missing.
help-vote-again = You can vote again while the poll is open; the last ballot counts.
help-check = Check
help-check-browser = The button "Verify" checks the whole record in your browser.
help-check-command = The program veche does the same on the command line, from a copy of the record.
help-check-keep = Keep a checkpoint. Two checkpoints of one record that cannot both be true prove a fraud to anybody.
help-not = What it does not do
help-not-show = What nobody recorded is not here.
help-not-home = A vote at home can be watched, bought or forced.
help-not-together = Registrar and server together could put in ballots. Look whether a ballot bears your credential.
