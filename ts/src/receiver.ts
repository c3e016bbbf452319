import { wasm } from "./engine.js";
import { putMessage } from "./frame.js";
import { hold, release } from "./pump.js";

/** The clock that the module asks, too. */
const clock = (): { now(): number } => globalThis.performance ?? Date;

/**
 * Makes the handler of a connection's messages. It knows the connection by its number: one
 * that nobody holds can be collected, though its socket is open.
 */
export function receiver(bridge: number): (event: { readonly data: unknown }) => void {
  return ({ data }) => {
    const engine = wasm();
    if (typeof data !== "string") {
      engine.receiveBinary(bridge);
      return;
    }
    const outer = hold();
    try {
      const now = clock().now();
      const length = putMessage(data);
      if (length < 0) engine.receiveText(bridge, data, now);
      else engine.receiveFrame(bridge, length, now);
    } finally {
      release(outer);
    }
  };
}
