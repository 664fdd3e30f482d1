/** The start of an exactly-once pipeline: who it is, what it has committed, and the marker that says so. */
import { ConnectorError, InternalError } from "../../../schema/errors.ts";
import { allCommittedOffsets, committedOffsets } from "../offsets.ts";
import type { ProducerIdentity } from "../producer_id.ts";
import { isRetryable } from "../retry.ts";
import { type Checkpoint, checkpointOf, type Marker, type MarkerOwner, writeMarker } from "./marker.ts";
import { type Claim, markersIn, refuseOtherPlan } from "./ownership.ts";
import { commitOffsetsInTransaction, endTransaction, initTransactions, type TransactionContext } from "./requests.ts";

/**
 * Where the pipeline goes on, given what its cluster knows: the same checkpoint if its snapshot is there, or what a local
 * note says if the cluster has forgotten (undefined: nothing was ever committed). Throws to refuse. It is asked before
 * anything is fenced, so that a pipeline that cannot start here leaves a running one alone, and again when the answer is
 * certain: it should look whether the snapshot is there, not load it.
 */
export type Decide = (committed: Checkpoint | undefined) => Checkpoint | undefined | Promise<Checkpoint | undefined>;

export interface StartRequest {
  readonly context: TransactionContext;
  readonly claim: Claim;
  readonly decide: Decide;
  /** Throws when this process must not replace the owner of a marker. */
  readonly mayReplace: (marker: Marker | undefined) => void;
  /** The last number that this process knows to be committed: a marker below has been tampered with. */
  readonly confirmed: number;
  /** Opens the writers, before the marker is claimed: a missing topic is then no start. */
  readonly openWriters: (identity: ProducerIdentity) => Promise<void>;
}

export interface Started {
  /** Of the first transaction. */
  readonly identity: ProducerIdentity;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * So long a start that could not go on here waits for a checkpoint that is just being committed, in milliseconds: a pipeline that
 * runs commits within a moment, and must not be fenced by one that has no use for it.
 */
const SETTLED_MS = 2_000;

/** One try. */
export async function startOnce(request: StartRequest, signal?: AbortSignal): Promise<Started> {
  const { context, claim, openWriters } = request;
  const { coordinators: { cluster }, group } = context;
  requireStableOffsets(request);
  const seen = markersIn(await allCommittedOffsets(cluster, group, signal), claim);
  checkOwner(request, seen[0]?.marker);
  await decideEarly(request, seen[0]?.marker, signal);
  const identity = await initTransactions(context, signal);
  const marker = await certainMarker(request, {}, signal);
  checkOwner(request, marker);
  if ((marker?.number ?? 0) < request.confirmed) throw movedBack(request, marker);
  const checkpoint = await goOnFrom(request, marker);
  await openWriters(identity);
  // What another plan has left elsewhere is overwritten with it: it must not be found again.
  const topics = new Set([claim.carrier, ...(claim.fresh ? seen.map(({ topic }) => topic) : [])]);
  const next = await commitMarker(context, identity, claim.owner, checkpoint, [...topics], signal);
  return { identity: next, checkpoint };
}

/** Commits the open transaction together with a checkpoint's marker; the identity of the next transaction. */
export async function commitMarker(
  context: TransactionContext,
  identity: ProducerIdentity,
  owner: MarkerOwner,
  checkpoint: Checkpoint | undefined,
  topics: readonly string[],
  signal?: AbortSignal,
): Promise<ProducerIdentity> {
  const { number, snapshotId } = checkpoint ?? { number: 0, snapshotId: "" };
  const metadata = writeMarker({ ...owner, number, snapshotId });
  const offsets = topics.map((topic) => ({ topic, offset: number, metadata }));
  await commitOffsetsInTransaction(context, identity, offsets, signal);
  return await endTransaction(context, identity, true, signal);
}

/** The marker, once no transaction that is being committed can change it. */
export async function certainMarker(
  { context: { coordinators: { cluster }, group }, claim }: Pick<StartRequest, "context" | "claim">,
  { forMs }: { readonly forMs?: number },
  signal?: AbortSignal,
): Promise<Marker | undefined> {
  const { carrier } = claim;
  const options = { stable: true, signal, ...(forMs !== undefined && { forMs }) };
  const offsets = await committedOffsets(cluster, group, carrier, [0], options);
  return markersIn(new Map([[carrier, offsets]]), claim)[0]?.marker;
}

function checkOwner({ claim, mayReplace }: StartRequest, marker: Marker | undefined): void {
  refuseOtherPlan(marker, claim);
  mayReplace(marker);
}

/**
 * Whether this pipeline could go on here. While a checkpoint is being committed nobody can say from which one: then it is enough to
 * know the snapshot of the last, which `seen` names. Where even that is missing, the answer is waited for; a commit that does not
 * come to its end is that of a dead process, which only fencing ends.
 */
async function decideEarly(
  request: StartRequest,
  seen: Marker | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const now = await settledMarker(request, 0, signal);
  if (now !== PENDING) return void await goOnFrom(request, now);
  try {
    await goOnFrom(request, seen);
  } catch {
    const later = await settledMarker(request, SETTLED_MS, signal);
    if (later !== PENDING) await goOnFrom(request, later);
  }
}

const PENDING = Symbol("a transaction decides on the marker");

async function settledMarker(
  request: StartRequest,
  forMs: number,
  signal: AbortSignal | undefined,
): Promise<Marker | undefined | typeof PENDING> {
  try {
    return await certainMarker(request, { forMs }, signal);
  } catch (error) {
    if (isRetryable(error)) return PENDING;
    throw error;
  }
}

async function goOnFrom({ claim, decide }: StartRequest, marker: Marker | undefined): Promise<Checkpoint | undefined> {
  if (claim.fresh) return undefined;
  const committed = checkpointOf(marker);
  const chosen = await decide(committed);
  if (committed !== undefined && chosen === undefined) {
    throw new InternalError(`Checkpoint ${committed.number} is committed: only a fresh start may leave it`);
  }
  return chosen;
}

function movedBack({ claim: { group, carrier }, confirmed }: StartRequest, marker: Marker | undefined): ConnectorError {
  const found = marker === undefined ? "it is gone" : `it says ${marker.number}`;
  return new ConnectorError(
    `The offset of the group "${group}" for the topic "${carrier}" was changed by something other than this pipeline: ` +
      `checkpoint ${confirmed} is committed, and ${found}`,
    {
      code: "foreign_marker",
      hint:
        "Was the topic created anew, or the group's offset reset? What was written must be compared with the input by hand.",
    },
  );
}

/** Without require_stable a start could read the marker before the one that is just being committed. */
function requireStableOffsets({ context: { coordinators: { cluster } } }: StartRequest): void {
  if ((cluster.describe().requests.get("OffsetFetch") ?? 0) >= 7) return;
  throw new ConnectorError(
    "Cannot write exactly once: the brokers are too old to read stable offsets (OffsetFetch 7)",
    {
      code: "unsupported",
      hint: "It needs Apache Kafka 2.5 or newer; sink.commit_mode = 'at_least_once' does not.",
    },
  );
}
