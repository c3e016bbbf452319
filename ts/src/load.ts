/** Where the wasm module can come from. */
export type WasmSource = string | URL | Request | Response | BufferSource | WebAssembly.Module;

/** What a wasm file begins with: `\0asm`. */
const MAGIC = 0x6d736100;

/** Compiles the module, from wherever it is. */
export async function loadModule(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return compile(source, "the bytes given to init()");
  }
  if (typeof Response === "function" && source instanceof Response) return fromResponse(source);
  if (typeof source === "string" || source instanceof URL || isRequest(source)) {
    return fromAddress(source);
  }
  throw new TypeError(
    "init() expects a URL, a Response, bytes or a WebAssembly.Module, or nothing; got " +
      (source === null ? "null" : typeof source),
  );
}

function isRequest(source: unknown): source is Request {
  return typeof Request === "function" && source instanceof Request;
}

async function fromAddress(source: string | URL | Request): Promise<WebAssembly.Module> {
  const url = isRequest(source) ? source.url : String(source);
  if (url.startsWith("file:")) return compile(readFile(url), url);
  let response: Response;
  try {
    response = await fetch(source);
  } catch (cause) {
    throw new Error(`cannot fetch ${url}: ${text(cause)}. ${REMEDY}`, { cause });
  }
  return fromResponse(response);
}

async function fromResponse(response: Response): Promise<WebAssembly.Module> {
  const from = response.url === "" ? "the response given to init()" : response.url;
  if (!response.ok) {
    throw new Error(`${from} was answered with HTTP ${response.status}. ${REMEDY}`);
  }
  const mime = (response.headers.get("content-type") ?? "").split(";", 1)[0]!.trim();
  if (mime === "application/wasm" && typeof WebAssembly.compileStreaming === "function") {
    return compiled(WebAssembly.compileStreaming(response), from);
  }
  const module = await compile(await response.arrayBuffer(), from, mime);
  if (mime !== "application/wasm") {
    console.warn(
      `@aimdb/wasm: ${from} was served as "${mime}"; serve it as application/wasm, ` +
        "so that it compiles while it downloads",
    );
  }
  return module;
}

const REMEDY =
  "Serve aimdb_wasm_bg.wasm from @aimdb/wasm/dist there, or say where it is: init(url)";

const POLICY = "Add 'wasm-unsafe-eval' to script-src in the page's Content-Security-Policy";

async function compile(
  bytes: BufferSource,
  from: string,
  mime = "",
): Promise<WebAssembly.Module> {
  const view = ArrayBuffer.isView(bytes)
    ? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new DataView(bytes);
  if (view.byteLength < 8 || view.getUint32(0, true) !== MAGIC) {
    const kind = mime === "" ? "" : `, but ${mime}`;
    const hint =
      mime === "text/html" ? " (a page: the server has no such file and answers with its index)" : "";
    throw new Error(`${from}: not a wasm module${kind}${hint}. ${REMEDY}`);
  }
  return compiled(WebAssembly.compile(bytes), from);
}

/** Says which file it is that the browser refuses, and what to do about it. */
function compiled(module: Promise<WebAssembly.Module>, from: string): Promise<WebAssembly.Module> {
  return module.catch((cause: unknown) => {
    const why = text(cause);
    const forbidden = /content.security.policy|\bCSP\b/i.test(why);
    throw new Error(`cannot compile ${from}: ${why}. ${forbidden ? POLICY : REMEDY}`, { cause });
  });
}

/** Node's part of `node:fs`, reached without an import that bundlers would follow. */
interface NodeProcess {
  getBuiltinModule?(name: "node:fs"): { readFileSync(url: URL): Uint8Array<ArrayBuffer> };
}

function readFile(url: string): Uint8Array<ArrayBuffer> {
  const { process } = globalThis as { process?: NodeProcess };
  const fs = process?.getBuiltinModule?.("node:fs");
  if (fs === undefined) {
    throw new Error(
      `cannot read ${url} here: pass the bytes, init(bytes), or import from "@aimdb/wasm/inline"`,
    );
  }
  try {
    return fs.readFileSync(new URL(url));
  } catch (cause) {
    throw new Error(`cannot read ${url}: ${text(cause)}. ${REMEDY}`, { cause });
  }
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
