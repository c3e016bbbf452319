// The sockets of sockets.node.ts in a browser: Node listens (relay.ts), and a socket to it
// carries what happens there. The clients' own sockets are the browser's, and real.

import { inject } from "vitest";
import type { Command, Report } from "./relay.js";
import type { Events, Listener, Socket } from "./sockets.node.js";

/** Opens a port. */
export async function listen(events: Events): Promise<Listener> {
  const relay = new WebSocket(`ws://127.0.0.1:${inject("relay")}`);
  const tell = (command: Command): void => relay.send(JSON.stringify(command));
  const sockets = new Map<number, Socket>();
  const clients = new Set<Socket>();
  const stopped = new Promise<void>((resolve) => relay.addEventListener("close", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    relay.addEventListener("error", () => reject(new Error("the relay is not there")));
    relay.addEventListener("message", ({ data }) => {
      const report = JSON.parse(String(data)) as Report;
      if (report.type === "listening") return resolve(report.port);
      const id = report.socket;
      if (report.type === "connection") {
        const socket: Socket = {
          send: (message) =>
            typeof message === "string"
              ? tell({ type: "send", socket: id, text: message })
              : tell({ type: "send", socket: id, bytes: [...message] }),
          close: () => tell({ type: "close", socket: id }),
          terminate: () => tell({ type: "terminate", socket: id }),
        };
        sockets.set(id, socket);
        clients.add(socket);
        events.connection(socket);
      } else if (report.type === "message") {
        events.message(sockets.get(id)!, report.text);
      } else {
        clients.delete(sockets.get(id)!);
      }
    });
  });
  return {
    port,
    clients,
    stop: () => {
      tell({ type: "stop" });
      return stopped;
    },
  };
}
