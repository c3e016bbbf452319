// A WebSocket without a network. Its server is the least that a bridge needs: it
// acknowledges subscriptions and answers pings. Data is handed in by the case.

/** Stands in for the global `WebSocket`. */
export class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  static #latest = undefined;

  readyState = FakeSocket.CONNECTING;
  binaryType = "blob";
  bufferedAmount = 0;
  extensions = "";
  protocol = "";
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  #listeners = { open: [], message: [], close: [], error: [] };

  constructor(url) {
    this.url = String(url);
    FakeSocket.#latest = this;
  }

  /** The socket made last, opened and with the greetings over. */
  static async connected() {
    // A bridge may open its socket a little later.
    for (let tries = 0; FakeSocket.#latest === undefined && tries < 100; tries++) await pause();
    const socket = FakeSocket.#latest;
    FakeSocket.#latest = undefined;
    if (socket === undefined) throw new Error("the bridge made no socket");
    socket.readyState = FakeSocket.OPEN;
    socket.#emit("open", {});
    await pause();
    await pause();
    return socket;
  }

  addEventListener(type, listener) {
    this.#listeners[type].push(listener);
  }

  removeEventListener(type, listener) {
    this.#listeners[type] = this.#listeners[type].filter((other) => other !== listener);
  }

  send(text) {
    const { type, topics } = JSON.parse(text);
    if (type === "subscribe") this.#answer({ type: "subscribed", topics });
    if (type === "ping") this.#answer({ type: "pong" });
  }

  close() {
    this.readyState = FakeSocket.CLOSED;
  }

  /** The function that receives messages, with as little around it as there can be. */
  receiver() {
    if (this.onmessage !== null) return this.onmessage.bind(this);
    const [listener] = this.#listeners.message;
    if (listener === undefined) throw new Error("nobody listens to the socket's messages");
    return typeof listener === "function" ? listener.bind(this) : listener.handleEvent.bind(listener);
  }

  #answer(message) {
    setTimeout(() => this.#emit("message", { data: JSON.stringify(message) }));
  }

  #emit(type, fields) {
    const event = { type, target: this, ...fields };
    this[`on${type}`]?.call(this, event);
    for (const listener of this.#listeners[type]) listener.call(this, event);
  }
}

function pause() {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
