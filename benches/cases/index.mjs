import { deliverCases } from "./deliver.mjs";
import { getCases } from "./get.mjs";
import { recordsCases } from "./records.mjs";
import { setCases } from "./set.mjs";
import { validateCases } from "./validate.mjs";
import { wsCases } from "./ws.mjs";

/**
 * What is measured in a JavaScript engine: name, unit, operations of a round, subjects,
 * and for each subject a value that must be the same for all.
 */
export async function allCases(engines) {
  return [
    ...(await setCases(engines)),
    ...validateCases(engines),
    ...(await getCases(engines)),
    ...(await deliverCases(engines)),
    ...(await wsCases(engines)),
    ...(await recordsCases(engines)),
  ];
}
