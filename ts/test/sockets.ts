// Where tests listen: in Node. In a browser, vitest.config.ts puts sockets.browser.ts here.
export * from "./sockets.node.js";
