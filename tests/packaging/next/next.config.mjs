import { fileURLToPath } from "node:url";

/** @type {import("next").NextConfig} */
export default {
  // The application stands in a folder of its own; Next.js and React are in the one above.
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
};
