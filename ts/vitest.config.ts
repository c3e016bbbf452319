import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The built package, as its users get it.
const built = [
  { find: /^@aimdb\/wasm$/, replacement: here("./dist/index.js") },
  { find: /^@aimdb\/wasm\/(inline|react|devtools)$/, replacement: here("./dist/$1.js") },
];

const number = (name: string): number | undefined => {
  const text = process.env[name];
  return text === undefined ? undefined : Number(text);
};

const shared = {
  setupFiles: ["test/setup.ts"],
  testTimeout: 20_000,
  provide: { react: 19, fuzz: { seed: number("FUZZ_SEED"), rounds: number("FUZZ_ROUNDS") } },
};

/** What a browser cannot run, and why. All else runs in both. */
const NODE_ONLY = [
  "test/compilers.test.ts", // runs TypeScript's compilers
  "test/examples.test.ts", // runs TypeScript's compiler
  "test/size.test.ts", // runs a bundler
  "test/package.test.ts", // packs the package
  "test/init.test.ts", // serves the module in every way and loads it in Node's workers
  "test/types.test.ts", // for the compiler; nothing of it runs
];

/** What a browser alone can run, and why. */
const BROWSER_ONLY = [
  "test/dedicated-worker.test.ts", // a browser's dedicated worker
  "test/devtools.test.ts", // the panel is laid out and drawn
];

const react18 = ["react", "react-dom"].map((name) => ({
  find: new RegExp(`^${name}(?=$|/)`),
  replacement: here(`../tests/react18/node_modules/${name}`),
}));

/** A project in headless Chromium. */
function chromium(name: string, include: string[], react = 19): TestProjectConfiguration {
  const alias = react === 18 ? react18 : [];
  return {
    cacheDir: here(`./node_modules/.vite/${name.replace(" ", "-")}`),
    resolve: { alias: [...built, { find: /^(.*)\/sockets\.js$/, replacement: "$1/sockets.browser.ts" }, ...alias] },
    server: { host: "127.0.0.1", fs: { allow: [here("..")] } },
    optimizeDeps: {
      // Found while tests run, each would load the page anew.
      include: [
        "react",
        "react-dom",
        "react-dom/client",
        "react-dom/server",
        "react/jsx-dev-runtime",
        "@hookform/resolvers/standard-schema",
        "@tanstack/react-router",
        "@testing-library/react",
        "react-hook-form",
      ],
    },
    test: {
      ...shared,
      provide: { ...shared.provide, react },
      name,
      include,
      exclude: NODE_ONLY,
      globalSetup: ["test/relay.ts"],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
            args: ["--no-sandbox", "--disable-dev-shm-usage", "--js-flags=--expose-gc"],
          },
        }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: built },
        test: {
          ...shared,
          name: "node",
          include: ["test/**/*.test.{ts,tsx}"],
          exclude: BROWSER_ONLY,
          // Loaded by Node, not rewritten by Vite.
          server: { deps: { external: [/\/ts\/dist\//] } },
        },
      },
      chromium("chromium", ["test/**/*.test.{ts,tsx}"]),
      chromium("react 18", ["test/react/*.test.{ts,tsx}"], 18),
    ],
  },
});
