import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { coast } from "./coast.js";
import { precache } from "./precache.js";

export default defineConfig({
  plugins: [react(), coast(), precache()],
  // @aimdb/wasm is linked here: it has a React of its own to test with, and it lies
  // outside of what the development server would show.
  resolve: { dedupe: ["react", "react-dom"] },
  server: { fs: { allow: [".", "../../ts"] } },
});
