/** Whose pipeline it is: what the offsets of the marker's group say before anything is fenced, and after. */
import { ConnectorError } from "../../../schema/errors.ts";
import type { CommittedOffset } from "../offsets.ts";
import { type Marker, type MarkerOwner, readMarker } from "./marker.ts";
import { TransactionError } from "./transaction_error.ts";

export interface PlacedMarker {
  readonly topic: string;
  readonly marker: Marker;
}

export interface Claim {
  readonly pipeline: string;
  readonly group: string;
  readonly carrier: string;
  readonly owner: MarkerOwner;
  /** Takes over what another plan has left. */
  readonly fresh: boolean;
}

/**
 * The markers among a group's offsets, by topic and partition; that of the carrier first. Throws when the carrier's offset is
 * somebody else's.
 */
export function markersIn(
  offsets: ReadonlyMap<string, ReadonlyMap<number, CommittedOffset>>,
  { group, carrier }: Claim,
): PlacedMarker[] {
  const markers: PlacedMarker[] = [];
  for (const [topic, partitions] of offsets) {
    const committed = partitions.get(0);
    if (committed === undefined) continue;
    const { offset, metadata } = committed;
    const marker = readMarker(metadata, offset);
    if (marker === undefined) {
      if (topic !== carrier) continue;
      throw new ConnectorError(
        `Cannot tell what the group "${group}" has committed: ` +
          `its offset for the topic "${topic}" was changed by something other than this pipeline`,
        {
          code: "foreign_marker",
          hint: "Sluice keeps its checkpoint there: let no consumer use this group, and choose another pipeline_name.",
          notes: [`The offset is ${offset}, its metadata ${JSON.stringify(metadata.slice(0, 200))}.`],
        },
      );
    }
    markers.push({ topic, marker });
  }
  return markers.sort((one, other) => Number(other.topic === carrier) - Number(one.topic === carrier));
}

/** Throws unless the pipeline that a marker names is this one, under the same plan or taken over on purpose. */
export function refuseOtherPlan(marker: Marker | undefined, { pipeline, owner, fresh }: Claim): void {
  if (marker === undefined || fresh || marker.fingerprint === owner.fingerprint) return;
  throw new ConnectorError(
    `Another pipeline named "${pipeline}" writes to this cluster, last from host ${marker.host}`,
    {
      code: "other_pipeline",
      hint:
        `SET pipeline_name to a name of its own; or, if this is that pipeline with a changed query, start it afresh.`,
    },
  );
}

/** The end of a process whose pipeline runs elsewhere. */
export function takenOver(pipeline: string, { host }: Marker, cause?: unknown): TransactionError {
  return new TransactionError(
    "taken_over",
    `The pipeline "${pipeline}" was taken over by a newer instance on host ${host}`,
    {
      hint:
        "It goes on there; to run it here, start it again, which ends the other. Or give this one a pipeline_name of its own.",
      cause,
    },
  );
}
