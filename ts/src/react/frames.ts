const waiting = new Set<() => void>();
let scheduled = false;

/** Calls `task` before the next frame is painted, once however often it was asked for. */
export function beforeFrame(task: () => void): void {
  waiting.add(task);
  if (scheduled) return;
  scheduled = true;
  if (typeof requestAnimationFrame === "function") requestAnimationFrame(run);
  else setTimeout(run, 16);
}

/** Takes a task back. */
export function cancelFrame(task: () => void): void {
  waiting.delete(task);
}

function run(): void {
  scheduled = false;
  const tasks = [...waiting];
  waiting.clear();
  for (const task of tasks) task();
}
