// Verifies a folder with verify.wasm and the program of the worker.

import { pathToFileURL } from "node:url";
import { answer, told } from "./files.mjs";
import { load } from "../../../server/assets/js/wasm.js";
import { verify } from "../../../server/assets/js/verify-worker.js";

const { folder, ...order } = await told();
const messages = [];
const address = pathToFileURL(`${folder}/`).href;
const booth = await load("verify");
const start = performance.now();
const result = await verify(booth, { ...order, folder: address }, (message) => messages.push(message));
answer({ result, messages, milliseconds: performance.now() - start });
