# Voting, finding, checking, verifying, reporting, help.
# Terms: poll, ballot, credential, tracker, promise, challenge, trustee, registrar, record, report.

