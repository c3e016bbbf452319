// The pages of the package's API. A name that is not documented, a link that leads nowhere,
// a type that is used and not exported: each ends the build.

import { readFileSync } from "node:fs";

const registry = readFileSync(new URL("../../ts/src/generated/registry.ts", import.meta.url), "utf8");
const contracts = [...registry.matchAll(/^ {2}readonly (\w+): \{ readonly output/gm)].map(([, name]) => name);

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "@aimdb/wasm",
  entryPoints: ["index", "inline", "react"].map((entry) => `../../ts/src/${entry}.ts`),
  tsconfig: "../../ts/tsconfig.json",
  readme: "../../ts/README.md",
  out: "../../target/docs/api",
  // Where the sources are is for the repository to say, which may be anywhere.
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  // It refuses misspelt settings, and is nothing to be named.
  intentionallyNotExported: ["Checked"],
  // Tables by contract: the name says all there is to say.
  intentionallyNotDocumented: [
    "index.registry.__type.hash",
    ...contracts.flatMap((name) => [
      `index.contracts.__type.${name}`,
      `index.registry.__type.contracts.__type.${name}`,
      `index.SchemaMap.${name}`,
      `index.SchemaMap.${name}.__type.output`,
      `index.SchemaMap.${name}.__type.input`,
    ]),
  ],
};
