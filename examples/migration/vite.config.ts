import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // @aimdb/wasm is linked here: it has a React of its own to test with, and it lies
  // outside of what the development server would show.
  resolve: { dedupe: ["react", "react-dom"] },
  server: { fs: { allow: [".", "../../ts"] } },
  build: {
    rollupOptions: {
      input: ["index.html", "before/index.html", "phase-1/index.html", "phase-2/index.html", "phase-3/index.html"],
    },
  },
});
