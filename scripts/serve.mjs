// Serves a folder of built files on loopback.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  // Browsers compile while they download only what comes under this name.
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * Starts a server for the files under `folder`.
 * @param {string} folder
 * @param {number} port 0 takes any free port
 * @returns {Promise<import("node:http").Server>} once it listens
 */
export function serve(folder, port) {
  const server = createServer((request, response) => {
    let file;
    try {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      // A normalised absolute path has no ".." left that could leave the folder.
      file = join(folder, normalize(decodeURIComponent(pathname)));
    } catch {
      response.writeHead(400).end("no path");
      return;
    }
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!existsSync(file)) {
      response.writeHead(404).end("not found");
      return;
    }
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "cache-control": "no-cache",
    });
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
