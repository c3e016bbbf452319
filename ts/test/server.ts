import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

// Node has one since version 22; jsdom's does not run in Node's context.
globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;

/** A message of the protocol. */
export type Message = { type: string } & Record<string, unknown>;

/**
 * A server that speaks the wire protocol as far as these tests need it. What a real
 * server does with the bridge is tested against one, in tests/interop.
 */
export class Server {
  readonly received: Message[] = [];
  /** Answers a message; without an answer it is only noted. */
  answer: (message: Message) => Message | undefined = () => undefined;
  /** Told of each connection. */
  onConnection: () => void = () => {};
  /** Whether it says nothing any more. */
  mute = false;
  /** Whether it closes each connection at once. */
  slam = false;
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket) => {
      this.onConnection();
      if (this.slam) socket.close();
      socket.on("message", (data) => {
        const message = JSON.parse(String(data)) as Message;
        this.received.push(message);
        const answer = this.answer(message) ?? standard(message);
        if (answer !== undefined && !this.mute) socket.send(JSON.stringify(answer));
      });
    });
  }

  static async start(): Promise<Server> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    return new Server(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws`;
  }

  get connections(): number {
    return this.#server.clients.size;
  }

  send(message: Message): void {
    for (const socket of this.#server.clients) socket.send(JSON.stringify(message));
  }

  of(type: string): Message[] {
    return this.received.filter((message) => message.type === type);
  }

  drop(): void {
    for (const socket of this.#server.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function standard(message: Message): Message | undefined {
  switch (message.type) {
    case "ping":
      return { type: "pong" };
    case "subscribe":
      return { type: "subscribed", topics: message["topics"] };
    default:
      return undefined;
  }
}
