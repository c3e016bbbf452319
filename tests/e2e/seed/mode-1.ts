// The seed's snippet of mode 1 (local only), as it stands but for the module's initialisation.
import { init, WasmDb } from '@aimdb/wasm';

await init();

const db = new WasmDb();  // no server URL → local-only

db.configureRecord('sensors.temperature.indoor', {
  schemaType: 'temperature',
  buffer: 'SingleLatest',
});

// Produce locally (e.g. from a BLE sensor, manual input, or simulation)
db.set('sensors.temperature.indoor', { celsius: 22.5, timestamp: Date.now() });

// Subscribe — fires immediately since the buffer has a value
db.subscribe('sensors.temperature.indoor', (temp) => {
  console.log(temp.celsius);  // 22.5
});
