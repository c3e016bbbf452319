// The hooks that came with aimdb-wasm-adapter 0.2.0 (src/react/useAimDb.tsx), as declared there.

import type { JSX, ReactNode } from "react";
import type { WasmDb, WsBridge } from "./my-adapter.js";

export interface RecordConfig {
  key: string;
  schemaType: string;
  buffer: string | { type: string; capacity?: number };
}

export interface AimDbConfig {
  records: RecordConfig[];
  bridge?: { url: string; subscribeTopics?: string[]; autoReconnect?: boolean; lateJoin?: boolean };
}

export function AimDbProvider(props: { config: AimDbConfig; fallback?: ReactNode; children: ReactNode }): JSX.Element;
export function useRecord<T>(recordKey: string): T | null;
export function useSetRecord<T>(recordKey: string): (value: T) => void;
export function useAimDb(): WasmDb | null;
export function useBridge(): WsBridge | null;
