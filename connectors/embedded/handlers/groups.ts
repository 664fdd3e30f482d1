/** Group membership: JoinGroup, SyncGroup, Heartbeat, LeaveGroup, and what administrators ask about groups. */
import { API } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import type { Broker } from "../broker.ts";
import { type Route, route } from "../router.ts";

/** The first version of JoinGroup in which a new member asks twice (KIP-394). */
const FIRST_WITH_MEMBER_ID = 4;
const NOTHING = new Uint8Array(0);

export function groupRoutes(broker: Broker): Route[] {
  const { groups, offsets } = broker;
  return [
    route(API.JoinGroup, async (request, { version, clientId, session }) => {
      const { errorCode, memberId, joined } = await groups.join(request.groupId, {
        ...request,
        rebalanceTimeoutMs: request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
        protocols: request.protocols.map(({ name, metadata }) => ({ name, metadata: metadata.slice() })),
        clientId,
        clientHost: session.clientHost,
        needsMemberId: version >= FIRST_WITH_MEMBER_ID,
      });
      if (!joined) return { errorCode, memberId, generationId: -1, protocolName: "", leader: "", members: [] };
      return { errorCode, memberId, ...joined };
    }),
    route(API.SyncGroup, async (request) => {
      const assignments = new Map(
        request.assignments.map(({ memberId, assignment }) => [memberId, assignment.slice()]),
      );
      const { errorCode, synced } = await groups.sync(request.groupId, request, assignments);
      return synced ? { errorCode, ...synced } : { errorCode, assignment: NOTHING };
    }),
    route(API.Heartbeat, (request) => ({
      errorCode: groups.get(request.groupId)?.heartbeat(request) ?? ERROR.UNKNOWN_MEMBER_ID,
    })),
    route(API.LeaveGroup, ({ groupId, memberId, members }, { version }) => {
      const leave = (member: string, instance: string | null) =>
        groups.get(groupId)?.leave(member, instance) ?? ERROR.UNKNOWN_MEMBER_ID;
      if (version < 3) return { errorCode: leave(memberId, null) };
      return {
        errorCode: ERROR.NONE,
        members: members.map((member) => ({
          memberId: member.memberId,
          groupInstanceId: member.groupInstanceId,
          errorCode: leave(member.memberId, member.groupInstanceId),
        })),
      };
    }),
    route(API.DescribeGroups, (request) => ({
      groups: request.groups.map((groupId) => {
        const group = groups.get(groupId);
        return {
          errorCode: ERROR.NONE,
          groupId,
          state: group?.state ?? (offsets.has(groupId) ? "Empty" : "Dead"),
          protocolType: group?.protocolType ?? "",
          protocolName: group?.protocolName ?? "",
          members: [...(group?.members ?? [])].map((member) => ({
            memberId: member.id,
            groupInstanceId: member.request.groupInstanceId,
            clientId: member.request.clientId,
            clientHost: member.request.clientHost,
            metadata: group?.metadataOf(member) ?? NOTHING,
            assignment: member.assignment,
          })),
        };
      }),
    })),
    route(API.ListGroups, ({ statesFilter }) => {
      const all = [...new Set([...groups.ids(), ...offsets.groups()])].map((groupId) => {
        const group = groups.get(groupId);
        return { groupId, protocolType: group?.protocolType ?? "", state: group?.state ?? "Empty" };
      });
      const wanted = statesFilter.map((state) => state.toLowerCase());
      return {
        errorCode: ERROR.NONE,
        groups: all.filter(({ state }) => wanted.length === 0 || wanted.includes(state.toLowerCase())),
      };
    }),
    route(API.DeleteGroups, (request) => ({
      results: request.groups.map((groupId) => {
        const known = groups.get(groupId) !== undefined || offsets.has(groupId);
        if (!known) return { groupId, errorCode: ERROR.GROUP_ID_NOT_FOUND };
        if (!groups.delete(groupId)) return { groupId, errorCode: ERROR.NON_EMPTY_GROUP };
        offsets.deleteGroup(groupId);
        return { groupId, errorCode: ERROR.NONE };
      }),
    })),
  ];
}
