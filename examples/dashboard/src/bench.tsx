import { contracts, validate } from "@aimdb/wasm";
import { useEffect, useState } from "react";
import { examples } from "./examples.js";
import { useAimDb, useRecord, useSetRecord, type ContractName } from "./records.js";
import { faults, fieldsOf, spoil, type Fault } from "./spoil.js";
import { Verdict } from "./verdict.js";

const print = (value: unknown): string => JSON.stringify(value, null, 2);

/** A value to spoil, what its contract says of it, and a record that it is written to. */
export function Bench({ name }: { name: ContractName }) {
  const example = examples[name];
  const fields = fieldsOf(example);
  const [field, setField] = useState(fields[0]!);
  const [fault, setFault] = useState<Fault | "">("a text");
  const [text, setText] = useState(() => print(spoil(example, fields[0]!, "a text")));

  function inject(field: string, fault: Fault | "") {
    setField(field);
    setFault(fault);
    setText(print(fault === "" ? example : spoil(example, field, fault)));
  }

  return (
    <>
      <section className="card value" aria-labelledby="value">
        <h2 id="value">Value</h2>
        <div className="choices">
          <label>
            Field
            <select value={field} onChange={(event) => inject(event.currentTarget.value, fault)}>
              {fields.map((path) => (
                <option key={path}>{path}</option>
              ))}
            </select>
          </label>
          <label>
            Fault
            <select value={fault} onChange={(event) => inject(field, event.currentTarget.value as Fault | "")}>
              <option value="">none</option>
              {Object.keys(faults).map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        </div>
        <textarea
          aria-label="Value as JSON"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </section>
      <section className="card verdict" aria-labelledby="verdict">
        <h2 id="verdict">Verdict</h2>
        <Verdict of={validate(contracts[name], text)} />
      </section>
      <Sandbox name={name} text={text} />
    </>
  );
}

/** A record of this page alone, and what came of writing to it. */
function Sandbox({ name, text }: { name: ContractName; text: string }) {
  const key = `sandbox.${name}` as const;
  const value = useRecord(key);
  const set = useSetRecord(key);
  const written = useAimDb()?.records().find((record) => record.key === key)?.produced ?? 0;
  const [refusals, setRefusals] = useState<readonly string[]>([]);

  // There is a value already, or it would not show that it stays.
  useEffect(() => {
    if (value === null) set(examples[name]);
  }, [value, set, name]);

  function write() {
    try {
      set(JSON.parse(text));
    } catch (error) {
      setRefusals([...refusals, error instanceof Error ? error.message : String(error)]);
    }
  }

  return (
    <section className="card sandbox" aria-labelledby="record">
      <header>
        <h2 id="record">Record</h2>
        <code>{key}</code>
      </header>
      <div className="write">
        <button type="button" onClick={write}>
          Write the value
        </button>
        <span data-testid="tally">
          {written} written, {refusals.length} refused
        </span>
      </div>
      <p role="alert">{refusals.at(-1)}</p>
      <pre tabIndex={0} aria-label="Value of the record" data-testid="record">
        {value === null ? "no value yet" : print(value)}
      </pre>
    </section>
  );
}
