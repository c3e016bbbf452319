// What wasm-bindgen declares for aimdb-wasm-adapter 0.2.0 and a `createDb` of one's own:
// the examples of docs/migrating-from-wasm-adapter.md that lead away from it compile too.

export default function init(module_or_path?: unknown): Promise<unknown>;

export function createDb(): WasmDb;

export class WasmDb {
  free(): void;
  constructor();
  build(): Promise<void>;
  configureRecord(record_key: string, options: any): void;
  connectBridge(url: string, options: any): WsBridge;
  static discover(url: string): Promise<any>;
  get(record_key: string): any;
  isBuilt(): boolean;
  knownSchemas(): string[];
  set(record_key: string, value: any): void;
  subscribe(record_key: string, callback: Function): any;
}

export class WsBridge {
  private constructor();
  free(): void;
  disconnect(): void;
  listTopics(): Promise<any>;
  onStatusChange(callback: Function): void;
  query(pattern: string, options: any): Promise<any>;
  status(): string;
  write(topic: string, payload: any): void;
}
