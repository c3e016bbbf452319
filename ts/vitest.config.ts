import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const dist = (file: string): string => fileURLToPath(new URL(`./dist/${file}`, import.meta.url));

export default defineConfig({
  resolve: {
    // The built package, as its users get it.
    alias: [
      { find: /^@aimdb\/wasm$/, replacement: dist("index.js") },
      { find: /^@aimdb\/wasm\/(inline|react)$/, replacement: dist("$1.js") },
    ],
  },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    setupFiles: ["test/setup.ts"],
    // Loaded by Node, not rewritten by Vite.
    server: { deps: { external: [/\/ts\/dist\//] } },
    testTimeout: 20_000,
  },
});
