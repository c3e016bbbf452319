// A server without a framework: it streams the page, and serves the files of the client.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { renderToPipeableStream } from "react-dom/server";
import { page } from "./app.js";

const FILES = {
  "/client.js": ["built/client.js", "text/javascript"],
  "/aimdb_wasm_bg.wasm": ["built/aimdb_wasm_bg.wasm", "application/wasm"],
};

const server = createServer(async (request, response) => {
  if (request.url in FILES) {
    const [file, type] = FILES[request.url];
    response.writeHead(200, { "content-type": type }).end(await readFile(new URL(file, import.meta.url)));
    return;
  }
  const { pipe } = renderToPipeableStream(page(), {
    bootstrapModules: ["/client.js"],
    onShellReady() {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.write('<!doctype html><link rel="icon" href="data:,"><div id="root">');
      pipe(response);
    },
    onError: (error) => console.error(error),
  });
});

server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
