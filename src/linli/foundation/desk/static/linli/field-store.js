// What the phone keeps: the list of compounds, and reports until they are sent. All in IndexedDB.
const NAME = "linli-field";
const STORES = { reports: "client_id", lists: "user" };

let opened;
const open = () =>
  (opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(store, { keyPath });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  }));

const within = async (store, mode, work) => {
  const database = await open();
  return new Promise((done, fail) => {
    const transaction = database.transaction(store, mode);
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
};

export const keepReport = (report) => within("reports", "readwrite", (store) => store.put(report));
export const dropReport = (id) => within("reports", "readwrite", (store) => store.delete(id));
export const reportOf = (id) => within("reports", "readonly", (store) => store.get(id));
export const allReports = async () => {
  const found = await within("reports", "readonly", (store) => store.getAll());
  return found.sort((one, other) => one.changed_at - other.changed_at);
};

// Only the present user's list stays on the phone: it is not for the next one.
export const keepList = (list) =>
  within("lists", "readwrite", (store) => {
    store.clear();
    return store.put(list);
  });
export const listOf = (user) => within("lists", "readonly", (store) => store.get(user));

export const askToPersist = () => navigator.storage?.persist?.();

export const newId = () => {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // without TLS there is no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};
