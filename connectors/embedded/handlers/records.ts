/** ListOffsets, DeleteRecords. */
import { API } from "../../kafka/protocol/api.ts";
import { ERROR } from "../../kafka/protocol/error_codes.ts";
import type { Broker } from "../broker.ts";
import type { FoundOffset, PartitionLog } from "../log.ts";
import { type Route, route } from "../router.ts";

const LATEST = -1;
const EARLIEST = -2;
const NEWEST = -3;
const NOT_FOUND: FoundOffset = { timestamp: -1, offset: -1 };

export function recordRoutes(broker: Broker): Route[] {
  return [
    route(API.ListOffsets, ({ isolationLevel, topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partition, timestamp }) => {
          const log = broker.topics.log(name, partition);
          if (!log) return { partition, errorCode: ERROR.UNKNOWN_TOPIC_OR_PARTITION };
          const found = findOffset(log, timestamp, isolationLevel === 1 ? log.lastStableOffset : log.highWatermark);
          return { partition, errorCode: ERROR.NONE, ...found, leaderEpoch: 0 };
        }),
      })),
    })),
    route(API.DeleteRecords, ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partition, offset }) => {
          const log = broker.topics.log(name, partition);
          if (!log) return { partition, lowWatermark: -1, errorCode: ERROR.UNKNOWN_TOPIC_OR_PARTITION };
          const before = offset === -1 ? log.highWatermark : offset;
          if (before < 0 || before > log.highWatermark) {
            return { partition, lowWatermark: -1, errorCode: ERROR.OFFSET_OUT_OF_RANGE };
          }
          log.deleteBefore(before);
          return { partition, lowWatermark: log.startOffset, errorCode: ERROR.NONE };
        }),
      })),
    })),
  ];
}

function findOffset(log: PartitionLog, timestamp: number, limit: number): FoundOffset {
  switch (timestamp) {
    case LATEST:
      return { timestamp: -1, offset: limit };
    case EARLIEST:
      return { timestamp: -1, offset: log.startOffset };
    case NEWEST:
      return log.newest() ?? NOT_FOUND;
    default:
      return log.firstSince(timestamp, limit) ?? NOT_FOUND;
  }
}
