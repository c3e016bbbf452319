// Loops that engines cannot mix up.

let count = 0;

const AsyncFunction = (async () => {}).constructor;

function compile(Kind, source, scope) {
  const names = Object.keys(scope);
  // Functions from one place in the source share what the engine learns of their types:
  // one subject would pay for another. So each loop is compiled from a text of its own.
  return new Kind(...names, `// ${count++}\n${source}`).bind(undefined, ...names.map((name) => scope[name]));
}

/** Kept from being optimised away: results go to `kept.value`. */
export const kept = { value: undefined };

/**
 * A subject that runs `body` for `i` from 0 up and tells the milliseconds it took.
 *
 * @param {string} body statements; they see `i` and what `scope` names
 * @param {Record<string, unknown>} scope
 * @returns {(rounds: number) => number}
 */
export function loop(body, scope) {
  return compile(
    Function,
    `const rounds = arguments[arguments.length - 1];
     const start = performance.now();
     for (let i = 0; i < rounds; i++) { ${body} }
     return performance.now() - start;`,
    { ...scope, kept },
  );
}

/**
 * A subject with statements that are timed and others that are not. Runs `before`, then
 * `timed`, `rounds` times; both may await. `round` counts on from call to call: a store
 * that is given what it has tells nobody.
 *
 * @param {string} before
 * @param {string} timed
 * @param {Record<string, unknown>} scope
 * @returns {(rounds: number) => Promise<number>}
 */
export function phases(before, timed, scope) {
  return compile(
    AsyncFunction,
    `const rounds = arguments[arguments.length - 1];
     let elapsed = 0;
     for (const end = state.round + rounds; state.round < end; state.round++) {
       const { round } = state;
       ${before}
       const start = performance.now();
       ${timed}
       elapsed += performance.now() - start;
     }
     return elapsed;`,
    { ...scope, kept, state: { round: 0 } },
  );
}
