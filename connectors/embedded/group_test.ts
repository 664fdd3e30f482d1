import assert from "node:assert/strict";
import { ERROR } from "../kafka/protocol/error_codes.ts";
import { Group, type JoinAnswer, type JoinRequest } from "./group.ts";

const request = (more: Partial<JoinRequest> = {}): JoinRequest => ({
  memberId: "",
  groupInstanceId: null,
  clientId: "c",
  clientHost: "/127.0.0.1",
  sessionTimeoutMs: 1000,
  rebalanceTimeoutMs: 2000,
  protocolType: "consumer",
  protocols: [{ name: "range", metadata: new Uint8Array([1]) }],
  needsMemberId: false,
  ...more,
});

/** A group whose clock stands still until `clock.now` is set. */
function newGroup(): { group: Group; clock: { now: number } } & Disposable {
  const clock = { now: 0 };
  const group = new Group("g", () => clock.now);
  return { group, clock, [Symbol.dispose]: () => group.close() };
}

function memberOf({ errorCode, memberId, joined }: JoinAnswer) {
  assert.equal(errorCode, 0);
  assert.ok(joined);
  return { ...joined, memberId };
}

/** Joins one member and gives it the assignment 9. */
async function settle(group: Group) {
  const member = memberOf(await group.join(request()));
  await group.sync(member, new Map([[member.memberId, new Uint8Array([9])]]));
  assert.equal(group.state, "Stable");
  return member;
}

Deno.test("Group asks a new member to join again under its id", async () => {
  using it = newGroup();
  const first = await it.group.join(request({ needsMemberId: true }));
  assert.equal(first.errorCode, ERROR.MEMBER_ID_REQUIRED);
  const { generationId } = memberOf(await it.group.join(request({ memberId: first.memberId, needsMemberId: true })));
  assert.equal(generationId, 1);
});

Deno.test("Group refuses a member it does not know", async () => {
  using it = newGroup();
  assert.equal((await it.group.join(request({ memberId: "who" }))).errorCode, ERROR.UNKNOWN_MEMBER_ID);
  assert.equal(it.group.heartbeat({ memberId: "who", generationId: 0 }), ERROR.UNKNOWN_MEMBER_ID);
});

Deno.test("Group tells the leader all members and hands out its assignments", async () => {
  using it = newGroup();
  const [one, two] = (await Promise.all([it.group.join(request()), it.group.join(request())])).map(memberOf);
  assert.ok(one && two);
  assert.equal(one.leader, one.memberId);
  assert.deepEqual(one.members.map(({ memberId }) => memberId), [one.memberId, two.memberId]);
  assert.deepEqual(two.members, []);
  const follower = it.group.sync(two, new Map());
  const assignments = new Map([[one.memberId, new Uint8Array([1])], [two.memberId, new Uint8Array([2])]]);
  assert.deepEqual((await it.group.sync(one, assignments)).synced?.assignment, new Uint8Array([1]));
  assert.deepEqual((await follower).synced?.assignment, new Uint8Array([2]));
  assert.equal(it.group.heartbeat(two), ERROR.NONE);
});

Deno.test("Group rebalances when a member joins: the others learn it by their heartbeat", async () => {
  using it = newGroup();
  const one = await settle(it.group);
  const joining = it.group.join(request());
  assert.equal(it.group.heartbeat(one), ERROR.REBALANCE_IN_PROGRESS);
  const again = memberOf(await it.group.join(request({ memberId: one.memberId })));
  assert.equal(again.generationId, 2);
  assert.equal(memberOf(await joining).generationId, 2);
  assert.equal(it.group.heartbeat(one), ERROR.ILLEGAL_GENERATION);
});

Deno.test("Group refuses a member without a common protocol", async () => {
  using it = newGroup();
  await settle(it.group);
  const stranger = request({ protocols: [{ name: "sticky", metadata: new Uint8Array() }] });
  assert.equal((await it.group.join(stranger)).errorCode, ERROR.INCONSISTENT_GROUP_PROTOCOL);
});

Deno.test("Group removes a member that was silent for longer than its session", async () => {
  using it = newGroup();
  const member = await settle(it.group);
  it.clock.now = 1000;
  it.group.expire();
  assert.equal(it.group.heartbeat(member), ERROR.NONE);
  it.clock.now = 2001;
  it.group.expire();
  assert.equal(it.group.state, "Empty");
  assert.equal(it.group.heartbeat(member), ERROR.UNKNOWN_MEMBER_ID);
});

Deno.test("Group lets a static member come back under a new id and fences the old one", async () => {
  using it = newGroup();
  const old = memberOf(await it.group.join(request({ groupInstanceId: "i" })));
  const back = memberOf(await it.group.join(request({ groupInstanceId: "i" })));
  assert.notEqual(back.memberId, old.memberId);
  assert.equal(it.group.heartbeat({ ...old, groupInstanceId: "i" }), ERROR.FENCED_INSTANCE_ID);
});

Deno.test("Group lets outsiders commit offsets only while it is empty", async () => {
  using it = newGroup();
  const outsider = { memberId: "", generationId: -1 };
  assert.equal(it.group.checkCommit(outsider), ERROR.NONE);
  const member = await settle(it.group);
  assert.equal(it.group.checkCommit(outsider), ERROR.UNKNOWN_MEMBER_ID);
  assert.equal(it.group.checkCommit(member), ERROR.NONE);
  assert.equal(it.group.checkCommit({ ...member, generationId: 7 }), ERROR.ILLEGAL_GENERATION);
  assert.equal(it.group.leave(member.memberId, null), ERROR.NONE);
  assert.equal(it.group.state, "Empty");
});
