/** Records that give no rows. */
import { counted } from "../../../schema/counted.ts";
import type { Observation } from "../../../engine/flow/observation.ts";
import { type Finding, scansOf } from "../finding.ts";
import { count, everyOne } from "../words.ts";

/** No record has given a row. */
export function nothingDecodedFindings(observation: Observation): readonly Finding[] {
  return scansOf(observation).filter(({ rowsOut }) => rowsOut === 0).flatMap(({ table, place, records = 0, bad }) => {
    if (records === 0) return [];
    if (bad !== undefined && bad.count > 0) return [undecoded(table, place, records, bad.count, bad.first)];
    return [{
      cause: "tombstones_only",
      text: `${everyOne(records, "record")} of ${table} ` +
        `${records === 1 ? "is a tombstone or empty: it has" : "are tombstones or empty: they have"} no value`,
      cure: `\\peek ${place ?? table} shows their keys`,
    }];
  });
}

/** Some were left out. */
export function someUndecodedFindings(observation: Observation): readonly Finding[] {
  return scansOf(observation).filter(({ rowsOut, bad }) => rowsOut > 0 && bad !== undefined && bad.count > 0)
    .map(({ table, place, records = 0, bad }) => undecoded(table, place, records, bad?.count ?? 0, bad?.first));
}

function undecoded(
  table: string,
  place: string | undefined,
  records: number,
  bad: number,
  first: string | undefined,
): Finding {
  const of = bad >= records ? everyOne(bad, "record") : `${count(bad)} of ${counted(records, "record")}`;
  return {
    cause: "undecodable",
    text: `${of} of ${table} did not decode${first === undefined ? "" : `. The first: ${first}`}`,
    cure: `\\peek ${
      place ?? table
    } shows records as they lie: compare them with the columns and format in \\d ${table}`,
  };
}
