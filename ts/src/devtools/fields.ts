import { el, put, text } from "./dom.js";

/** Lines of a value, at most. */
const MAX_LINES = 400;

interface Line {
  readonly depth: number;
  readonly name: string;
  readonly kind: string;
  readonly text: string;
}

/** A value, a line for each of its parts. */
export class Fields {
  readonly element = el("dl", { class: "fields" });
  readonly #rows: { readonly nodes: readonly HTMLElement[]; readonly name: Text; readonly text: Text }[] = [];
  #shown: unknown;

  /** Shows a value. `units` are those of the topmost fields. */
  update(value: unknown, units: { readonly [name: string]: { readonly unit?: string } }): void {
    if (this.#shown === value && this.#rows.length > 0) return;
    this.#shown = value;
    const lines: Line[] = [];
    unfold(value, "", 0, lines, units);
    lines.forEach((line, index) => this.#show(line, index));
    for (const { nodes } of this.#rows.splice(lines.length)) for (const node of nodes) node.remove();
  }

  #show({ depth, name, kind, text: shown }: Line, index: number): void {
    let row = this.#rows[index];
    if (row === undefined) {
      const [nameText, valueText] = [text(), text()];
      const nodes = [el("dt", {}, nameText), el("dd", {}, valueText)];
      row = { nodes, name: nameText, text: valueText };
      this.#rows.push(row);
      this.element.append(...nodes);
    }
    put(row.name, name);
    put(row.text, shown);
    row.nodes[0]!.className = `d${Math.min(depth, 6)}`;
    row.nodes[1]!.className = kind;
  }
}

function unfold(
  value: unknown,
  name: string,
  depth: number,
  lines: Line[],
  units: { readonly [name: string]: { readonly unit?: string } },
): void {
  if (lines.length >= MAX_LINES) {
    if (lines.length === MAX_LINES) lines.push({ depth: 0, name: "…", kind: "null", text: "and more: see the export" });
    return;
  }
  if (typeof value !== "object" || value === null) {
    const unit = depth === 1 ? units[name]?.unit : undefined;
    const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
    const kind = value === null ? "null" : typeof value;
    lines.push({ depth, name: name || "value", kind, text: unit === undefined ? shown : `${shown} ${unit}` });
    return;
  }
  const parts = Object.entries(value);
  const size = Array.isArray(value) ? `[${parts.length}]` : parts.length === 0 ? "{}" : "";
  if (depth > 0) lines.push({ depth, name, kind: "size", text: size });
  for (const [part, inner] of parts) unfold(inner, part, depth + 1, lines, units);
}
