// Makes a sealed report with sealed.wasm, as the reporter's page does.

import { answer, told } from "./files.mjs";
import { load, seed } from "../../../server/assets/js/wasm.js";

const program = await load("sealed");
answer(program.call("make", { ...(await told()), seed: seed() }));
