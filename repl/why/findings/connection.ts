/** A cluster that was reached once and is not any more. */
import { counted } from "../../../schema/counted.ts";
import type { ConnectionState } from "../../../connectors/connector.ts";
import type { Observation } from "../../../engine/flow/observation.ts";
import { causeOf, cureIn } from "../error_cause.ts";
import { type Finding, partsOf } from "../finding.ts";
import { clock } from "../words.ts";

export function connectionFindings(observation: Observation): readonly Finding[] {
  if (observation.job.state === "failed") return [];
  return partsOf(observation).flatMap((part) => {
    if (part.kind === "scan") return lost(part.connection, `Reading ${part.table}`);
    return part.kind === "sink" ? lost(part.connection, `Writing ${part.table}`) : [];
  });
}

function lost(state: ConnectionState, doing: string): readonly Finding[] {
  if (state.kind === "connected") return [];
  const { since, error, tries = 0, hint, code } = state;
  const tried = tries > 0 ? `, ${counted(tries, "failure")}` : "";
  return [{
    cause: causeOf(code, "unreachable"),
    text: `${doing} is being tried again since ${clock(since)}${tried}: ${error}`,
    cure: cureIn(hint) ?? "It goes on by itself as soon as the cluster answers",
  }];
}
