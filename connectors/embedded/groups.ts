import { ERROR } from "../kafka/protocol/error_codes.ts";
import { Group, type JoinAnswer, type JoinRequest, type SyncAnswer } from "./group.ts";

/** A session that is longer would keep a dead member's partitions for ever. */
const MAX_SESSION_MS = 1_800_000;

/** The consumer groups that have, or had, members since the cluster started. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  ids(): MapIterator<string> {
    return this.#groups.keys();
  }

  /** Joins, creating the group with its first member. Resolves when the rebalance is complete. */
  join(id: string, request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const refused = (errorCode: number): JoinAnswer => ({ errorCode, memberId: request.memberId });
    if (id === "") return refused(ERROR.INVALID_GROUP_ID);
    if (request.sessionTimeoutMs <= 0 || request.sessionTimeoutMs > MAX_SESSION_MS) {
      return refused(ERROR.INVALID_SESSION_TIMEOUT);
    }
    if (request.memberId && !this.#groups.has(id)) return refused(ERROR.UNKNOWN_MEMBER_ID);
    const group = this.#groups.getOrInsertComputed(id, () => new Group(id, this.#now));
    return group.join(request);
  }

  sync(
    id: string,
    member: { readonly memberId: string; readonly generationId: number; readonly groupInstanceId: string | null },
    assignments: ReadonlyMap<string, Uint8Array>,
  ): SyncAnswer | Promise<SyncAnswer> {
    return this.#groups.get(id)?.sync(member, assignments) ?? { errorCode: ERROR.UNKNOWN_MEMBER_ID };
  }

  /** False when the group has members. */
  delete(id: string): boolean {
    if (this.#groups.get(id)?.isActive) return false;
    this.#groups.delete(id);
    return true;
  }

  /** Removes the members that have not been heard of for longer than their session. */
  expire(): void {
    for (const group of this.#groups.values()) group.expire();
  }

  /** Answers whoever waits for a rebalance and stops all timers. */
  close(): void {
    for (const group of this.#groups.values()) group.close();
    this.#groups.clear();
  }
}
