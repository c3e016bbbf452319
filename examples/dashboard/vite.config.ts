import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // @aimdb/wasm is linked here and has a React of its own to test with.
  resolve: { dedupe: ["react", "react-dom"] },
});
