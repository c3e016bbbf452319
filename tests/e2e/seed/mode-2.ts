// The seed's snippet of mode 2 (synchronized), as it stands but for the module's
// initialisation and the configuration of the setpoint, which it forgets.
import { init, WasmDb, WsBridge } from '@aimdb/wasm';

await init();

const db = new WasmDb();

// Configure records matching the server's outbound topics
db.configureRecord('sensors.temperature.vienna', {
  schemaType: 'temperature',
  buffer: 'SingleLatest',
});
db.configureRecord('sensors.humidity.vienna', {
  schemaType: 'humidity',
  buffer: 'SingleLatest',
});
db.configureRecord('commands.setpoint.room1', {
  schemaType: 'setpoint',
  buffer: 'SingleLatest',
});

// Connect to the server's WebSocket connector
const bridge = WsBridge.connect(db, 'wss://api.cloud.aimdb.dev/ws', {
  subscribeTopics: ['sensors/#'],   // MQTT-style wildcard patterns
  autoReconnect: true,              // reconnect with exponential backoff
  lateJoin: true,                   // request snapshots on (re)connect
});

// Subscribe to local records — updated by WsBridge from server push
db.subscribe('sensors.temperature.vienna', (temp) => {
  console.log(temp.celsius);  // pushed from server → local buffer → callback
});

// Write travels: local buffer → WsBridge → server → MQTT/KNX
db.set('commands.setpoint.room1', { target_celsius: 21.0, timestamp: Date.now() });

// Lifecycle
bridge.disconnect();
db.free();
