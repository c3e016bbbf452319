import { wasm } from "./engine.js";
import { putMessage } from "./frame.js";
import { hold, release } from "./pump.js";

/** What is looked at of a message. */
interface Message {
  readonly data: unknown;
  readonly timeStamp?: number | undefined;
}

/** The clock that the module asks, too. */
const now = (): number => (globalThis.performance ?? Date).now();

/** Milliseconds by which a message's time may differ from the clock's. */
const NEAR = 1000;

/**
 * Makes the handler of a connection's messages. It knows the connection by its number: one
 * that nobody holds can be collected, though its socket is open.
 */
export function receiver(bridge: number): (message: Message) => void {
  // A browser's events tell when they came, which costs it a fraction of what asking the
  // clock does. What stands in for a WebSocket elsewhere may use another clock, or none.
  let stamped: boolean | undefined;
  return ({ data, timeStamp = 0 }) => {
    const engine = wasm();
    if (typeof data !== "string") {
      engine.receiveBinary(bridge);
      return;
    }
    const outer = hold();
    try {
      stamped ??= Math.abs(now() - timeStamp) < NEAR;
      const time = stamped ? timeStamp : now();
      const length = putMessage(data);
      if (length < 0) engine.receiveText(bridge, data, time);
      else engine.receiveFrame(bridge, length, time);
    } finally {
      release(outer);
    }
  };
}
