// The pages of the package's API. A name that is not documented, a link that leads nowhere,
// a type that is used and not exported: each ends the build.

import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../../ts/${path}`, import.meta.url), "utf8");
const entries = Object.values(JSON.parse(read("package.json")).exports).flatMap(({ types }) => types ?? []);
const registry = read("src/generated/registry.ts");
const contracts = [...registry.matchAll(/^ {2}readonly (\w+): \{ readonly output/gm)].map(([, name]) => name);

/** @type {Partial<import("typedoc").TypeDocOptions>} */
export default {
  name: "@aimdb/wasm",
  entryPoints: entries.map((types) => types.replace("./dist/", "../../ts/src/").replace(".d.ts", ".ts")),
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
  // Those are for the package's build to tell; here the module's glue may not be there yet.
  skipErrorChecking: true,
  // It refuses misspelt settings, and is nothing to be named.
  intentionallyNotExported: ["Checked"],
  // Tables by contract: the name says all there is to say.
  intentionallyNotDocumented: [
    "@aimdb/wasm.registry.__type.hash",
    ...contracts.flatMap((name) => [
      `@aimdb/wasm.contracts.__type.${name}`,
      `@aimdb/wasm.registry.__type.contracts.__type.${name}`,
      `@aimdb/wasm.SchemaMap.${name}`,
      `@aimdb/wasm.SchemaMap.${name}.__type.output`,
      `@aimdb/wasm.SchemaMap.${name}.__type.input`,
    ]),
  ],
};
