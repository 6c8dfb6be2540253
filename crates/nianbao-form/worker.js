// Keeps the files of one build of the validator, so that the page works when its server is gone. `cargo xtask build` writes the
// files of the build, each with the SHA-256 of its content, in place of the empty list.
const FILES = {};
const BUILD = "none";
const OWN = "nianbao-";
const CACHE = OWN + BUILD;

const digest = async (bytes) =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// A file of another build, as a server has them while it is being updated, makes the whole installation fail; it is tried again
// at the next visit.
const keep = async (cache, name) => {
  const response = await fetch(name, { cache: "no-cache" });
  const bytes = await response.clone().arrayBuffer();
  if (!response.ok || (await digest(bytes)) !== FILES[name]) throw new Error(`${name} is not of this build`);
  await cache.put(name, response);
};

self.addEventListener("install", (event) => {
  const all = async () => {
    const cache = await caches.open(CACHE);
    for (const name of Object.keys(FILES)) await keep(cache, name);
  };
  event.waitUntil(all());
});

self.addEventListener("activate", (event) => {
  const begin = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(OWN) && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(begin());
});

// The page says when nothing is unsaved any more.
self.addEventListener("message", (event) => {
  if (event.data === "renew") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const scope = new URL(self.registration.scope);
  if (event.request.method !== "GET" || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const name = url.pathname.slice(scope.pathname.length) || "index.html";
  if (!Object.hasOwn(FILES, name)) return;
  const answer = async () => (await (await caches.open(CACHE)).match(name)) ?? fetch(event.request);
  event.respondWith(answer());
});
