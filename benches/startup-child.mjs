import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { start } from "./start.mjs";

const [, , folder, subject] = process.argv;
const base = `${pathToFileURL(folder).href}/`;
const time = await start(subject, base, (file) => readFileSync(new URL(file, base)));
// Not left to the event loop: a database may have timers.
process.stdout.write(`${JSON.stringify(time)}\n`, () => process.exit(0));
