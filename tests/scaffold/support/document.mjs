// A document whose code blocks are to be run: what they say, in order.

import { readFileSync } from "node:fs";

/** Words behind a block's language that say what to do with it. */
const FILE = /^file=(\S+)$/;

/**
 * The blocks of a Markdown document. Commands (`sh`) are run, in a shell that stays where it
 * was; those under `sh background` go on meanwhile. A block with `file=…` is written there, a
 * `diff` is an edit. Others are for people.
 * @param {string} path
 * @returns {{
 *   section: string, kind: "run" | "start" | "write" | "edit", file?: string, text: string, line: number
 * }[]}
 */
export function readDocument(path) {
  const blocks = [];
  let section = "";
  let open;
  readFileSync(path, "utf8")
    .split("\n")
    .forEach((line, index) => {
      const fence = /^```(.*)$/.exec(line);
      if (!fence) {
        if (open) open.lines.push(line);
        else section = /^## (.*)$/.exec(line)?.[1] ?? section;
      } else if (open) {
        const { lines, ...block } = open;
        if (block.kind) blocks.push({ ...block, section, text: `${lines.join("\n")}\n` });
        open = undefined;
      } else {
        open = { ...meaning(fence[1]), line: index + 1, lines: [] };
      }
    });
  return blocks;
}

function meaning(info) {
  const [language, ...words] = info.split(" ");
  const file = words.map((word) => FILE.exec(word)?.[1]).find(Boolean);
  if (language === "sh") return { kind: words.includes("background") ? "start" : "run" };
  if (!file) return {};
  return { kind: language === "diff" ? "edit" : "write", file };
}

/**
 * A text with an edit made: the lines of each part of the diff that are there already must
 * be found in one place.
 * @param {string} text
 * @param {string} diff parts are separated by lines with `@@`
 */
export function edited(text, diff) {
  return diff
    .split(/^@@.*\n/m)
    .reduce((text, part) => {
      const lines = part.split("\n").slice(0, -1);
      const without = (sign) =>
        lines.filter((line) => !line.startsWith(sign)).map((line) => `${line.slice(1)}\n`).join("");
      const [old, now] = [without("+"), without("-")];
      const places = `\n${text}`.split(`\n${old}`).length - 1;
      if (places !== 1) throw new Error(`the edit fits in ${places} places:\n${part}`);
      // A function, so that no `$` of the text means anything.
      return `\n${text}`.replace(`\n${old}`, () => `\n${now}`).slice(1);
    }, text);
}
