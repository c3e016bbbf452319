/** Keeps the application for when its server is away, and takes a newer one when there is one. */
export async function install(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!import.meta.env.PROD || workers === undefined) return;
  // What the page itself loads goes first.
  await new Promise((done) => addEventListener("load", done));
  const { waiting } = await workers.register("./service-worker.js");
  if (waiting === null) return;
  // A newer version came during the last visit. Nothing was done yet in this one.
  workers.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}
