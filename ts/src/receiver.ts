import { wasm } from "./engine.js";
import { putMessage } from "./frame.js";

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
    const length = putMessage(data);
    if (length < 0) engine.receiveText(bridge, data);
    else engine.receiveFrame(bridge, length);
  };
}
