import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Addresses of the built package's files. */
export const dist = (file: string): string => new URL(`../dist/${file}`, import.meta.url).href;

/**
 * Runs the body of an async function, which may return something, in a worker: there
 * nothing of the package is loaded yet.
 */
export async function inWorker(body: string): Promise<unknown> {
  const script = `
    import { parentPort } from "node:worker_threads";
    try {
      const value = await (async () => { ${body} })();
      parentPort.postMessage({ value });
    } catch (error) {
      parentPort.postMessage({ error: String(error) });
    }
    process.exit(0);`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`));
  const [{ value, error }] = (await once(worker, "message")) as [{ value?: unknown; error?: string }];
  await worker.terminate();
  if (error !== undefined) throw new Error(error);
  return value;
}
