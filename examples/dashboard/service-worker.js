// Keeps the built application, so that it opens without its server. The build puts in
// front of this: VERSION, the hash of all files, and FILES, their addresses.
/* global VERSION, FILES */

const CACHE = `dashboard ${VERSION}`;

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

addEventListener("activate", (event) => event.waitUntil(forget()));

/** Drops all versions but this and the one before, which other tabs may still show. */
async function forget() {
  const others = (await caches.keys()).filter((name) => name.startsWith("dashboard ") && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || new URL(url).origin !== location.origin) return;
  event.respondWith(answer(event.request, mode === "navigate" ? "./" : url));
});

/** A kept file, of this version if it has it; anything else comes from the server. */
async function answer(request, address) {
  const own = await caches.open(CACHE);
  return (await own.match(address)) ?? (await caches.match(address)) ?? fetch(request);
}

// The page says when nothing stands in the way of this version any more.
addEventListener("message", ({ data }) => {
  if (data === "take over") void skipWaiting();
});
