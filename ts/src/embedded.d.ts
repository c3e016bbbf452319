/** The wasm module in base64. The build writes the script beside this file in dist. */
export declare const embedded: string;
