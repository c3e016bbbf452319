// Sockets of a server.

import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

// Node has one since version 22; jsdom's does not run in Node's context.
globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;

/** One client's end. */
export interface Socket {
  send(message: string | Uint8Array): void;
  /** Says goodbye. */
  close(): void;
  /** Just goes. */
  terminate(): void;
}

/** What a listener tells. */
export interface Events {
  connection(socket: Socket): void;
  message(socket: Socket, text: string): void;
}

/** An open port. */
export interface Listener {
  readonly port: number;
  readonly clients: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

/** Opens a port. */
export async function listen(events: Events): Promise<Listener> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => {
    events.connection(socket);
    socket.on("message", (data) => events.message(socket, String(data)));
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    clients: server.clients,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
