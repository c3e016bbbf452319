// Taken once, so that fake timers of a test do not stop the pump.
const { setImmediate, MessageChannel, setTimeout } = globalThis as typeof globalThis & {
  setImmediate?: (task: () => void) => unknown;
};

/** Runs `task` after timers, rendering and input had their turn. */
export const macrotask: (task: () => void) => void =
  typeof setImmediate === "function"
    ? (task) => void setImmediate(task)
    : typeof MessageChannel === "function"
      ? viaChannel()
      : (task) => void setTimeout(task, 0);

/** Browsers slow nested timeouts down to 4 ms; messages they do not. */
function viaChannel(): (task: () => void) => void {
  let channel: MessageChannel | undefined;
  const tasks: (() => void)[] = [];
  return (task) => {
    if (channel === undefined) {
      channel = new MessageChannel();
      channel.port1.onmessage = () => tasks.shift()?.();
    }
    tasks.push(task);
    channel.port2.postMessage(null);
  };
}
