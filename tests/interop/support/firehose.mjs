// A server that speaks the hub's protocol and does nothing but push: as fast as it is
// told, or as the page takes it.

import { once } from "node:events";
import { WebSocketServer } from "ws";

/** How often it pushes a batch. */
const BEAT_MS = 5;
/** What may wait in a connection, in bytes: more, and the page is behind. */
const BACKLOG = 4 * 1024 * 1024;

/** Starts one that sends `rate` values a second, over `topics` in turn, to who subscribes. */
export async function firehose(topics, rate) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const pushed = { values: 0, withheld: 0 };
  server.on("connection", (socket) => {
    let beat;
    socket.on("message", (data) => {
      const message = JSON.parse(data);
      if (message.type === "ping") socket.send('{"type":"pong"}');
      if (message.type !== "subscribe") return;
      socket.send(JSON.stringify({ type: "subscribed", topics: message.topics }));
      beat ??= setInterval(push, BEAT_MS);
    });
    let last = performance.now();
    let owed = 0;
    function push() {
      const now = performance.now();
      owed += ((now - last) / 1000) * rate;
      last = now;
      const ts = Date.now();
      for (; owed >= 1; owed--) {
        if (socket.bufferedAmount > BACKLOG) {
          pushed.withheld += Math.floor(owed);
          owed %= 1;
          break;
        }
        const n = pushed.values++;
        const topic = topics[n % topics.length];
        socket.send(
          `{"type":"data","topic":"${topic}","payload":{"celsius":${(n % 400) / 10},"timestamp":${n}},"ts":${ts}}`,
        );
      }
    }
    socket.on("close", () => clearInterval(beat));
  });
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${server.address().port}/ws`,
    pushed,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
