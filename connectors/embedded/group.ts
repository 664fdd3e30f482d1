import { ERROR } from "../kafka/protocol/error_codes.ts";

export interface JoinRequest {
  /** Empty for a member that is new. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly { readonly name: string; readonly metadata: Uint8Array }[];
  /** The version is one in which a new member must ask again under the id it is given (KIP-394). */
  readonly needsMemberId: boolean;
}

export interface JoinAnswer {
  readonly errorCode: number;
  readonly memberId: string;
  readonly joined?: {
    readonly generationId: number;
    readonly protocolType: string;
    readonly protocolName: string;
    readonly leader: string;
    /** Every member for the leader, empty for the others. */
    readonly members: readonly {
      readonly memberId: string;
      readonly groupInstanceId: string | null;
      readonly metadata: Uint8Array;
    }[];
  };
}

export interface SyncAnswer {
  readonly errorCode: number;
  readonly synced?: {
    readonly protocolType: string;
    readonly protocolName: string;
    readonly assignment: Uint8Array;
  };
}

/** How a request names a member. Generation -1 does not claim one. */
export interface MemberClaim {
  readonly memberId: string;
  readonly generationId: number;
  readonly groupInstanceId?: string | null;
}

export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

export interface Member {
  readonly id: string;
  request: JoinRequest;
  assignment: Uint8Array;
  /** Milliseconds of the last sign of life. */
  seenAt: number;
  join: ((answer: JoinAnswer) => void) | undefined;
  sync: ((answer: SyncAnswer) => void) | undefined;
}

/** How long the first rebalance of an empty group waits for more members (`group.initial.rebalance.delay.ms`). */
const INITIAL_DELAY_MS = 100;
/** Ids given out to members that have not come back with them yet. */
const MAX_PENDING_IDS = 1000;

/** One consumer group: the classic rebalance protocol, in memory. After a restart members are unknown and join again. */
export class Group {
  readonly id: string;
  readonly #now: () => number;
  readonly #members = new Map<string, Member>();
  readonly #pendingIds = new Set<string>();
  #state: GroupState = "Empty";
  #generation = 0;
  #leader = "";
  #protocolType = "";
  #protocolName = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string, now: () => number) {
    this.id = id;
    this.#now = now;
  }

  get state(): GroupState {
    return this.#state;
  }

  get isActive(): boolean {
    return this.#members.size > 0;
  }

  get protocolType(): string {
    return this.#protocolType;
  }

  get protocolName(): string {
    return this.#state === "Stable" ? this.#protocolName : "";
  }

  get members(): MapIterator<Member> {
    return this.#members.values();
  }

  /** The metadata a member sent for the protocol that was chosen. */
  metadataOf(member: Member): Uint8Array {
    return member.request.protocols.find((protocol) => protocol.name === this.#protocolName)?.metadata ??
      new Uint8Array(0);
  }

  join(request: JoinRequest): JoinAnswer | Promise<JoinAnswer> {
    const refused = (errorCode: number, memberId = request.memberId): JoinAnswer => ({ errorCode, memberId });
    const member = this.#members.get(request.memberId);
    if (request.memberId && !member && !this.#pendingIds.has(request.memberId)) {
      const replaced = this.#instance(request.groupInstanceId);
      return refused(replaced ? ERROR.FENCED_INSTANCE_ID : ERROR.UNKNOWN_MEMBER_ID);
    }
    if (!this.#isCompatible(request)) return refused(ERROR.INCONSISTENT_GROUP_PROTOCOL);
    if (!request.memberId) {
      const id = `${request.groupInstanceId ?? (request.clientId || "member")}-${crypto.randomUUID()}`;
      if (request.needsMemberId && request.groupInstanceId === null) {
        if (this.#pendingIds.size < MAX_PENDING_IDS) this.#pendingIds.add(id);
        return refused(ERROR.MEMBER_ID_REQUIRED, id);
      }
      const replaced = this.#instance(request.groupInstanceId);
      if (replaced) this.#remove(replaced, ERROR.FENCED_INSTANCE_ID);
      return this.#enter(id, request);
    }
    if (!member) return this.#enter(request.memberId, request);
    const settled = this.#state === "CompletingRebalance" || (this.#state === "Stable" && member.id !== this.#leader);
    if (settled && sameProtocols(member.request, request)) {
      member.seenAt = this.#now();
      return this.#joined(member);
    }
    return this.#enter(member.id, request);
  }

  sync(claim: MemberClaim, assignments: ReadonlyMap<string, Uint8Array>): SyncAnswer | Promise<SyncAnswer> {
    const errorCode = this.check(claim);
    if (errorCode !== ERROR.NONE) return { errorCode };
    const member = this.#members.get(claim.memberId);
    if (!member || this.#state === "PreparingRebalance") return { errorCode: ERROR.REBALANCE_IN_PROGRESS };
    if (this.#state === "Stable") return this.#synced(member);
    if (member.id !== this.#leader) return new Promise((resolve) => member.sync = resolve);
    for (const each of this.#members.values()) each.assignment = assignments.get(each.id) ?? new Uint8Array(0);
    this.#state = "Stable";
    for (const each of this.#members.values()) {
      each.seenAt = this.#now();
      each.sync?.(this.#synced(each));
      each.sync = undefined;
    }
    return this.#synced(member);
  }

  heartbeat(claim: MemberClaim): number {
    const errorCode = this.check(claim);
    if (errorCode !== ERROR.NONE) return errorCode;
    return this.#state === "PreparingRebalance" ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE;
  }

  leave(memberId: string, groupInstanceId: string | null): number {
    const instance = this.#instance(groupInstanceId);
    const member = memberId === "" ? instance : this.#members.get(memberId);
    if (!member) return this.#pendingIds.delete(memberId) ? ERROR.NONE : ERROR.UNKNOWN_MEMBER_ID;
    this.#remove(member, ERROR.UNKNOWN_MEMBER_ID);
    this.#rebalance();
    return ERROR.NONE;
  }

  /** Whether a request speaks for a member of the present generation: the error code. A good one is a sign of life. */
  check(claim: MemberClaim): number {
    const instance = this.#instance(claim.groupInstanceId ?? null);
    if (instance && instance.id !== claim.memberId) return ERROR.FENCED_INSTANCE_ID;
    const member = this.#members.get(claim.memberId);
    if (!member) return ERROR.UNKNOWN_MEMBER_ID;
    if (claim.generationId !== this.#generation) return ERROR.ILLEGAL_GENERATION;
    member.seenAt = this.#now();
    return ERROR.NONE;
  }

  /** Whether offsets may be committed under this claim; a generation below 0 commits from outside of an empty group. */
  checkCommit(claim: MemberClaim): number {
    if (claim.generationId < 0 && !this.isActive) return ERROR.NONE;
    const errorCode = this.check(claim);
    if (errorCode !== ERROR.NONE) return errorCode;
    return this.#state === "CompletingRebalance" ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE;
  }

  expire(): void {
    const now = this.#now();
    const dead = this.#members.values().filter((member) =>
      !member.join && now - member.seenAt > member.request.sessionTimeoutMs
    ).toArray();
    if (dead.length === 0) return;
    for (const member of dead) this.#remove(member, ERROR.UNKNOWN_MEMBER_ID);
    this.#rebalance();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const member of [...this.#members.values()]) this.#remove(member, ERROR.COORDINATOR_NOT_AVAILABLE);
  }

  #instance(groupInstanceId: string | null): Member | undefined {
    if (groupInstanceId === null) return undefined;
    return this.#members.values().find((member) => member.request.groupInstanceId === groupInstanceId);
  }

  /** A protocol of the request's must be one that every other member supports. */
  #isCompatible(request: JoinRequest): boolean {
    if (request.protocols.length === 0) return false;
    const others = this.#members.values().filter((member) => member.id !== request.memberId).toArray();
    if (others.length === 0) return true;
    return request.protocolType === this.#protocolType &&
      request.protocols.some(({ name }) => others.every((member) => supports(member, name)));
  }

  #enter(id: string, request: JoinRequest): Promise<JoinAnswer> {
    this.#pendingIds.delete(id);
    this.#protocolType = request.protocolType;
    const member: Member = this.#members.get(id) ??
      { id, request, assignment: new Uint8Array(0), seenAt: 0, join: undefined, sync: undefined };
    member.request = request;
    member.seenAt = this.#now();
    this.#members.set(id, member);
    member.join?.({ errorCode: ERROR.REBALANCE_IN_PROGRESS, memberId: id });
    return new Promise((resolve) => {
      member.join = resolve;
      this.#rebalance();
    });
  }

  #remove(member: Member, errorCode: number): void {
    this.#members.delete(member.id);
    member.join?.({ errorCode, memberId: member.id });
    member.sync?.({ errorCode });
  }

  /** Starts a rebalance, or completes the present one when every member has joined. */
  #rebalance(): void {
    if (this.#members.size === 0) {
      clearTimeout(this.#timer);
      this.#state = "Empty";
      this.#generation++;
      return;
    }
    if (this.#state !== "PreparingRebalance") {
      const initial = this.#state === "Empty";
      this.#state = "PreparingRebalance";
      for (const member of this.#members.values()) {
        member.sync?.({ errorCode: ERROR.REBALANCE_IN_PROGRESS });
        member.sync = undefined;
      }
      const timeouts = [...this.#members.values()].map((member) => member.request.rebalanceTimeoutMs);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#complete(), initial ? INITIAL_DELAY_MS : Math.max(...timeouts));
      if (initial) return; // others may be on their way
    }
    if (this.#generation > 0 && this.#members.values().every((member) => member.join)) this.#complete();
  }

  /** Begins the next generation with the members that have joined. */
  #complete(): void {
    clearTimeout(this.#timer);
    for (const member of [...this.#members.values()]) {
      if (!member.join) this.#remove(member, ERROR.UNKNOWN_MEMBER_ID);
    }
    const members = [...this.#members.values()];
    this.#generation++;
    const [first] = members;
    if (!first) {
      this.#state = "Empty";
      return;
    }
    this.#state = "CompletingRebalance";
    if (!this.#members.has(this.#leader)) this.#leader = first.id;
    this.#protocolName = first.request.protocols
      .find(({ name }) => members.every((member) => supports(member, name)))?.name ?? "";
    for (const member of members) {
      const { join } = member;
      member.join = undefined;
      member.seenAt = this.#now();
      join?.(this.#joined(member));
    }
  }

  #joined(member: Member): JoinAnswer {
    const members = member.id !== this.#leader ? [] : [...this.#members.values()].map((each) => ({
      memberId: each.id,
      groupInstanceId: each.request.groupInstanceId,
      metadata: this.metadataOf(each),
    }));
    return {
      errorCode: ERROR.NONE,
      memberId: member.id,
      joined: {
        generationId: this.#generation,
        protocolType: this.#protocolType,
        protocolName: this.#protocolName,
        leader: this.#leader,
        members,
      },
    };
  }

  #synced(member: Member): SyncAnswer {
    return {
      errorCode: ERROR.NONE,
      synced: {
        protocolType: this.#protocolType,
        protocolName: this.#protocolName,
        assignment: member.assignment,
      },
    };
  }
}

function supports(member: Member, protocol: string): boolean {
  return member.request.protocols.some(({ name }) => name === protocol);
}

function sameProtocols(one: JoinRequest, other: JoinRequest): boolean {
  return one.protocols.length === other.protocols.length && one.protocols.every((protocol, i) => {
    const twin = other.protocols[i];
    return twin !== undefined && twin.name === protocol.name && indexedEqual(twin.metadata, protocol.metadata);
  });
}

function indexedEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
