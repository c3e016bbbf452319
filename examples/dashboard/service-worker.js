// Keeps the built application, so that it opens without its server. The build puts in
// front of this: VERSION, the hash of all files, and FILES, their addresses.
/* global VERSION, FILES */

const CACHE = `dashboard ${VERSION}`;

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
  // From the next visit on. Pages that are open go on with what they began with.
  void skipWaiting();
});

addEventListener("activate", (event) => event.waitUntil(forget()));

/** Drops all versions but this and the one before, which pages may still show. */
async function forget() {
  const others = (await caches.keys()).filter((name) => name.startsWith("dashboard ") && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET" || new URL(url).origin !== location.origin) return;
  event.respondWith(answer(event.request, mode === "navigate" ? "./" : url));
});

/** A file of this version, or of the one before; anything else comes from the server. */
async function answer(request, address) {
  const own = await caches.open(CACHE);
  return (await own.match(address)) ?? (await caches.match(address)) ?? fetch(request);
}
