// Shows values as they come, once a frame, and watches whether the page stays alive.

import { WasmDb, WsBridge, init } from "./package.js";

/** Longer than this is a long task to the browser, too. */
const LONG_MS = 50;

/** Shows the temperatures of `topics` for `seconds`, and gives what it observed. */
export async function show({ url, topics, seconds }) {
  await init();
  const db = new WasmDb();
  const bridge = WsBridge.connect(db, url, { subscribeTopics: ["sensors/#"] });
  // The hub has more topics than are shown here.
  bridge.onError(() => {});
  let renders = 0;
  for (const topic of topics) {
    const key = topic.replaceAll("/", ".");
    db.configureRecord(key, { schemaType: "temperature", buffer: "SingleLatest" });
    const line = document.body.appendChild(document.createElement("p"));
    const record = db.record(key);
    let due = false;
    record.watch(() => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        renders += 1;
        line.textContent = `${topic} ${record.get().celsius}`;
      });
    });
  }
  while (bridge.status() !== "connected") await new Promise((done) => setTimeout(done, 10));

  const longs = [];
  const observer = new PerformanceObserver((list) => longs.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ entryTypes: ["longtask"] });
  const frames = { count: 0, longest: 0, last: performance.now() };
  let going = true;
  requestAnimationFrame(function frame() {
    const now = performance.now();
    frames.longest = Math.max(frames.longest, now - frames.last);
    frames.last = now;
    frames.count += 1;
    if (going) requestAnimationFrame(frame);
  });

  const before = bridge.stats();
  const began = performance.now();
  let ticks = 0;
  let longestWait = 0;
  while (performance.now() - began < seconds * 1000) {
    const asked = performance.now();
    await new Promise((done) => setTimeout(done, 10));
    longestWait = Math.max(longestWait, performance.now() - asked);
    ticks += 1;
  }
  const took = (performance.now() - began) / 1000;
  const after = bridge.stats();
  going = false;
  const status = bridge.status();
  bridge.disconnect();
  await new Promise((done) => setTimeout(done, 200));
  longs.push(...observer.takeRecords().map(({ duration }) => duration));
  observer.disconnect();
  db.free();

  const round = (n) => Math.round(n * 10) / 10;
  return {
    seconds: round(took),
    appliedPerSecond: Math.round((after.applied - before.applied) / took),
    status,
    rejected: after.rejected,
    longTasks: longs.filter((ms) => ms > LONG_MS).length,
    longestTaskMs: round(Math.max(0, ...longs)),
    timersPerSecond: round(ticks / took),
    longestTimerWaitMs: round(longestWait),
    framesPerSecond: round(frames.count / took),
    longestFrameMs: round(frames.longest),
    renders,
  };
}

/** What the browser itself can take: counts the messages and looks at none. */
export async function count({ url, seconds }) {
  const socket = new WebSocket(url);
  let messages = 0;
  socket.onmessage = () => (messages += 1);
  await new Promise((done) => (socket.onopen = done));
  socket.send('{"type":"subscribe","topics":["sensors/#"]}');
  const began = performance.now();
  await new Promise((done) => setTimeout(done, seconds * 1000));
  const took = (performance.now() - began) / 1000;
  socket.close();
  return Math.round(messages / took);
}
