import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";

/** Writes the service worker, which keeps every file of the build. */
export function precache(): Plugin {
  let folder = "";
  return {
    name: "precache",
    apply: "build",
    configResolved: ({ root, build }) => void (folder = resolve(root, build.outDir)),
    closeBundle() {
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => statSync(`${folder}/${file}`).isFile())
        .sort();
      const hash = createHash("sha256");
      for (const file of files) hash.update(file).update(readFileSync(`${folder}/${file}`));
      const version = JSON.stringify(hash.digest("hex").slice(0, 16));
      // A folder's index is asked for as the folder.
      const addresses = JSON.stringify(files.map((file) => `./${file.replace(/^index\.html$/, "")}`));
      const worker = readFileSync(new URL("./service-worker.js", import.meta.url));
      writeFileSync(
        `${folder}/service-worker.js`,
        `const VERSION = ${version};\nconst FILES = ${addresses};\n${worker}`,
      );
    },
  };
}
