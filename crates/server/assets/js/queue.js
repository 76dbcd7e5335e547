// Finished reports that wait for a connection, on this device. Whoever opens the page again sees them, and can delete them.
//
// A report is kept whole, as it will be sent: what is not sealed can be read by whoever has the device. With it lies the key
// with which it can be taken back.

const NAME = "veche-reports";
const STORE = "waiting";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** Does something with what is kept. When it is done, it is on the device. @param {IDBTransactionMode} mode */
async function work(mode, task) {
  const database = await open();
  try {
    return await new Promise((done, failed) => {
      const transaction = database.transaction(STORE, mode);
      const request = task(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** Keeps a report of an election. */
export const keep = (election, made) => work("readwrite", (store) => store.put({ ...made, election }));

/** The reports of an election that wait. */
export async function waiting(election) {
  const all = await work("readonly", (store) => store.getAll());
  return all.filter((made) => made.election === election);
}

/** Forgets a report. @param {string} id */
export const forget = (id) => work("readwrite", (store) => store.delete(id));

/** Forgets everything, also that there was anything. Another tab can hold up the latter only. */
export async function forgetAll() {
  await work("readwrite", (store) => store.clear());
  await new Promise((done) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = () => done();
  });
}
