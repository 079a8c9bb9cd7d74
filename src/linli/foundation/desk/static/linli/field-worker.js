// Keeps the form's page and all it needs on the phone. The server puts self.LINLI before this text.
const { version, shell, assets } = self.LINLI;
const CACHE = `linli-field-${version}`;
const PATIENCE = 5_000;

const keepShell = async (cache) => {
  const response = await fetch(shell, { credentials: "same-origin", cache: "no-store" });
  if (response.ok && !response.redirected) await cache.put(shell, response);
};

// Signed out at the wrong moment, the page of the version before is better than none.
const inherit = async () => {
  const cache = await caches.open(CACHE);
  const old = await caches.match(shell);
  if (old && !(await cache.match(shell))) await cache.put(shell, old);
  const names = (await caches.keys()).filter((name) => name.startsWith("linli-field-") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
};

self.addEventListener("install", (event) => {
  const work = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(assets.map((asset) => new Request(asset, { cache: "reload" })));
    await keepShell(cache).catch(() => undefined);
    await self.skipWaiting();
  };
  event.waitUntil(work());
});
self.addEventListener("activate", (event) => event.waitUntil(inherit().then(() => self.clients.claim())));

const inTime = (request) =>
  new Promise((done, fail) => {
    setTimeout(() => fail(new Error("slow")), PATIENCE);
    fetch(request).then(done, fail);
  });

const page = async (request) => {
  const cache = await caches.open(CACHE);
  try {
    const response = await inTime(request);
    const plain = new URL(request.url).search === "";
    if (plain && response.ok && !response.redirected && response.type === "basic") await cache.put(shell, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(shell);
    if (kept) return kept;
    throw error;
  }
};
const asset = async (request) => (await (await caches.open(CACHE)).match(request)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === shell) event.respondWith(page(request));
  else if (assets.includes(pathname)) event.respondWith(asset(request));
});
