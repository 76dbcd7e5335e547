// A real election, prepared on the command line as docs/guide.md and docs/guide-election.md have it, and its voters.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { folder, shell } from "./server.mjs";

/** The election, its poll, its answers in the order of the ballot, and its members. */
export const NAME = "gardeners";
export const POLL = "chair";
const MEMBERS = ["Ada", "Ben", "Cem", "Dora", "Eli", "Fay"];

/** Organiser, registrar and trustees prepare; whoever runs the server takes the election into its database. */
const PREPARED = `
for who in organiser board; do veche key new $who.key > $who.pub; done
veche key new log.key --log veche.example/${NAME} > log.pub
day() { date -u -d "$1 days" +%F; }
cat > call.toml <<END
kind = "election_called"
rules = 1
mode = "run"
title = { text = "Chair of the gardeners" }
place = "gardeners"
log = "@log"
calendar = { nomination = { from = "$(day -3)", to = "$(day -1)" }, voting = { from = "$(day 0)" } }
appeals = { file_within_days = 3, decide_within_days = 3 }
limits = { entry_bytes = 16384, body_bytes = 65536, entries_per_key_per_day = 20 }
[[contests]]
contest = "chair"
title = { text = "Who shall be the chair?" }
seats = 1
rule = "most_votes"
nomination = { nomination = "filing" }
options = [{ option = "ana", text = { text = "Ana" } }, { option = "boris", text = { text = "Boris" } }]
[[bodies]]
body = "board"
name = { text = "The election board" }
decides = ["candidacies", "appeals", "polls"]
key = "$(cat board.pub)"
END
veche election open ${NAME} call.toml --key organiser.key --log-key log.key

veche poll new poll --name "Chair of the gardeners"
sed -i -e '/^\\[\\[questions\\]\\]/,$d' poll/poll.toml
printf '[[questions]]\\nquestion = "Who shall be the chair?"\\nanswers = ["Ana", "Boris"]\\nblank = true\\nmin = 1\\nmax = 1\\n' >> poll/poll.toml
printf 'name\\n${MEMBERS.join("\\n")}\\n' > members.csv
veche roll generate poll --file members.csv --out registrar
for step in 1 2 3 done; do
  for trustee in 1 2 3; do veche trustee ceremony poll --me $trustee --keys trustee-$trustee; done
done
veche poll open poll
veche election anchor ${NAME} ${POLL} --archive poll/*.bel --contest chair --option ana --option boris --key board.key --log-key log.key

veche server import ${NAME} --data data
printf 'login\\n${MEMBERS.join("\\n").toLowerCase()}\\n' > logins.csv
veche server logins ${NAME} ${POLL} --file logins.csv --out codes.csv --data data
mkdir -p keys/${NAME}
cp log.key keys/${NAME}/log.key
cp board.key keys/${NAME}/polls.key
`;

/** Prepares the election in a folder of its own. */
export function prepare() {
  const home = folder();
  shell(home, PREPARED);
  return home;
}

/** What each member has: the link from the registrar, login and code from the organiser. */
export function members(home, address) {
  const [file] = readdirSync(join(home, "registrar")).filter((name) => name.endsWith(".private_creds.json"));
  const credentials = JSON.parse(readFileSync(join(home, "registrar", file), "utf8"));
  const lines = readFileSync(join(home, "codes.csv"), "utf8").trim().split("\n").slice(1);
  const codes = new Map(lines.map((line) => line.split(",")));
  return MEMBERS.map((name) => {
    const login = name.toLowerCase();
    const credential = credentials[name];
    return { login, credential, code: codes.get(login), link: `${address}en/e/${NAME}/vote/${POLL}/#${credential}` };
  });
}
