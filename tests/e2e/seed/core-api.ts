// The seed's section 6.2, as it stands but for the module's initialisation.
// ── Instantiation ──────────────────────────────────────────────
import { init, WasmDb } from '@aimdb/wasm';

await init();

const db = new WasmDb();

// ── Record configuration (key = RecordKey, schemaType = contract) ──
db.configureRecord('sensors.temperature.vienna', {
  schemaType: 'temperature',        // selects the Rust struct for validation
  buffer: 'SingleLatest',           // or { type: 'SpmcRing', capacity: 100 }
});

db.configureRecord('sensors.temperature.berlin', {
  schemaType: 'temperature',        // same contract, different record
  buffer: 'SingleLatest',
});

// ── Read (validated by Rust serde) ─────────────────────────────
const temp = await db.get('sensors.temperature.vienna');
// temp: { celsius: number, timestamp: number } — or null if not yet produced

// ── Write (validated by Rust serde) ─────────────────────────────
db.set('sensors.temperature.vienna', { celsius: 22.5, timestamp: Date.now() });
// throws if payload fails Rust deserialization → contract enforcement

// ── Subscribe (reactive) ───────────────────────────────────────
const unsub = db.subscribe('sensors.temperature.vienna', (value) => {
  // Fires on every buffer push — value is already validated
  console.log(value.celsius);
});
unsub(); // cleanup

// ── Lifecycle ──────────────────────────────────────────────────
db.free();  // Release WASM memory
