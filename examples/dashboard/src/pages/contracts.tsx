import { contracts } from "@aimdb/wasm";
import { useState } from "react";
import { Bench } from "../bench.js";
import { contractNames, type ContractName } from "../records.js";
import { Page } from "./page.js";

/** What contracts let through and what not, to be tried out. */
export function Contracts() {
  const [chosen, choose] = useState<ContractName>("temperature");
  const picker = (
    <fieldset className="tabs">
      <legend className="unseen">Contract</legend>
      {contractNames.map((name) => (
        <label key={name}>
          <input type="radio" name="contract" checked={name === chosen} onChange={() => choose(name)} />
          <span aria-hidden="true">{contracts[name].icon}</span> {name}
        </label>
      ))}
    </fieldset>
  );
  return (
    <Page title="Contracts" aside={picker} className="contracts">
      <Bench key={chosen} name={chosen} />
    </Page>
  );
}
