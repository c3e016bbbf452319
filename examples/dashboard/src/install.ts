/** Keeps the application for when its server is away; a newer one is there at the next visit. */
export async function install(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!import.meta.env.PROD || workers === undefined) return;
  // What the page itself loads goes first.
  await new Promise((done) => addEventListener("load", done, { once: true }));
  const registration = await workers.register("./service-worker.js");
  // Without the server there is nothing newer.
  await registration.update().catch(() => undefined);
}
