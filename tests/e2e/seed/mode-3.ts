// The seed's snippet of mode 3 (hybrid), as it stands but for the module's initialisation.
import { init, WasmDb, WsBridge } from '@aimdb/wasm';

await init();

const db = new WasmDb();

db.configureRecord('sensors.temperature.vienna', {
  schemaType: 'temperature',
  buffer: { type: 'SpmcRing', capacity: 200 },  // keep history locally
});

// WsBridge attempts connection immediately but doesn't block
const bridge = WsBridge.connect(db, 'wss://api.cloud.aimdb.dev/ws', {
  subscribeTopics: ['sensors/#'],
  autoReconnect: true,
  lateJoin: true,
});

// This works immediately — even before / without server connection
db.subscribe('sensors.temperature.vienna', (temp) => {
  renderDashboard(temp);
});

// Connection status is observable
bridge.onStatusChange((status) => {
  // status: 'connecting' | 'connected' | 'disconnected' | 'reconnecting'
  updateConnectionIndicator(status);
});
