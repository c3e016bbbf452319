import { listen, type Listener, type Socket } from "./sockets.js";

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
  #listener!: Listener;

  private constructor() {}

  static async start(): Promise<Server> {
    const server = new Server();
    server.#listener = await listen({
      connection(socket) {
        server.onConnection();
        if (server.slam) socket.close();
      },
      message: (socket, text) => server.#take(socket, JSON.parse(text) as Message),
    });
    return server;
  }

  #take(socket: Socket, message: Message): void {
    this.received.push(message);
    const answer = this.answer(message) ?? standard(message);
    if (answer !== undefined && !this.mute) socket.send(JSON.stringify(answer));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#listener.port}/ws`;
  }

  get connections(): number {
    return this.#listener.clients.size;
  }

  send(message: Message): void {
    for (const socket of this.#listener.clients) socket.send(JSON.stringify(message));
  }

  sendBytes(bytes: Uint8Array): void {
    for (const socket of this.#listener.clients) socket.send(bytes);
  }

  of(type: string): Message[] {
    return this.received.filter((message) => message.type === type);
  }

  drop(): void {
    for (const socket of this.#listener.clients) socket.terminate();
  }

  async stop(): Promise<void> {
    this.drop();
    await this.#listener.stop();
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
