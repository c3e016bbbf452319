/** Keeps the application for when its server is away, and takes a newer one when there is one. */
export async function install(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!import.meta.env.PROD || workers === undefined) return;
  const loaded = new Promise((done) => addEventListener("load", done));
  const registration = await workers.getRegistration();
  const newer = registration?.waiting;
  if (newer) {
    // It came during the last visit. Nothing was done yet in this one.
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
    newer.postMessage("take over");
    return;
  }
  // What the page itself loads goes first.
  await loaded;
  if (registration === undefined) await workers.register("./service-worker.js");
  // Without the server there is nothing newer.
  else await registration.update().catch(() => undefined);
}
