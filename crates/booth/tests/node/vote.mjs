// Votes and challenges with vote.wasm, as the booth's page does.

import { answer, told } from "./files.mjs";
import { Failure, load, seed } from "../../../server/assets/js/wasm.js";

const { election, credential, selections } = await told();
const booth = await load("vote");
const poll = booth.call("poll", election);
const encrypt = () => booth.call("encrypt", { credential, selections, seed: seed() });
const times = Array.from({ length: 20 }, () => {
  const start = performance.now();
  encrypt();
  return performance.now() - start;
});
booth.call("forget");

const cast = encrypt();
const signed = booth.call("sign", { handle: cast.handle, seed: seed() });
let again = "";
try {
  booth.call("challenge", cast.handle);
} catch (failure) {
  again = failure instanceof Failure ? failure.code : String(failure);
}
const opened = booth.call("challenge", encrypt().handle);
const milliseconds = times.sort((a, b) => a - b)[times.length / 2];
answer({ poll, signed, again, opened, milliseconds });
