/** Seeded Nexmark-like bids: the input that all benchmarks share. */
import type { Records } from "../../schema/records.ts";

export interface Bid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly dateTime: number;
  readonly extra: string;
}

/** Bytes of framing between two records, as in a Kafka record batch. */
const GAP = 8;
const BIDS_PER_MILLISECOND = 100;
const START = Date.UTC(2026, 7, 21, 10);
const CHANNELS = ["Google", "Facebook", "Baidu", "Apple"];

/** Numbers in [0, 1), the same for the same seed (xorshift32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

export function* bids(count: number, seed = 42, perMillisecond = BIDS_PER_MILLISECOND): Generator<Bid> {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const letters = (length: number) => {
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(97 + below(26));
    return text;
  };
  for (let i = 0; i < count; i++) {
    const hot = random() < 0.5;
    const auction = 1000 + (hot ? Math.floor(i / 1000) * 10 : Math.floor(i / 100) * 10 + below(1000));
    const bidder = 1000 + (random() < 0.75 ? Math.floor(i / 500) : below(10_000));
    const price = Math.round(10 ** (random() * 6) * 100);
    const channelId = below(10_000);
    const channel = random() < 0.5 ? CHANNELS[channelId & 3]! : `channel-${channelId}`; // four channels
    const url = `https://www.nexmark.com/${letters(5)}/item.htm?query=1&channel_id=${channelId}`;
    const dateTime = START + Math.floor(i / perMillisecond);
    yield { auction, bidder, price, channel, url, dateTime, extra: letters(24 + below(16)) };
  }
}

/** The same bids as JSON of about 218 bytes each, keys in the order of {@link Bid}, times as ISO text. */
export function bidRecords(count: number, seed = 42): Records {
  return jsonRecords(count, seed, (bid) => JSON.stringify(bid));
}

/** With the keys of each record in another order than the one before, so that no layout can be predicted. */
export function shuffledBidRecords(count: number, seed = 42): Records {
  let turn = 0;
  return jsonRecords(count, seed, (bid) => {
    const members = Object.entries(bid);
    const first = turn++ % members.length;
    return JSON.stringify(Object.fromEntries([...members.slice(first), ...members.slice(0, first)]));
  });
}

/** With texts that are not ASCII. */
export function foreignBidRecords(count: number, seed = 42): Records {
  return jsonRecords(count, seed, (bid) => {
    const extra = bid.extra.replace(/[aeiou]/g, (vowel) => "äéîöü"["aeiou".indexOf(vowel)]!); // as many letters
    return JSON.stringify({ ...bid, channel: `Übergröße ${bid.channel}`, extra });
  });
}

function jsonRecords(
  count: number,
  seed: number,
  write: (bid: Omit<Bid, "dateTime"> & { dateTime: string }) => string,
) {
  const data = new Uint8Array(count * 320 + 8);
  const valueStart = new Int32Array(count);
  const valueEnd = new Int32Array(count);
  const encoder = new TextEncoder();
  let position = 0;
  let i = 0;
  for (const bid of bids(count, seed)) {
    valueStart[i] = position;
    const json = write({ ...bid, dateTime: new Date(bid.dateTime).toISOString() });
    position += encoder.encodeInto(json, data.subarray(position)).written;
    valueEnd[i++] = position;
    position += GAP;
  }
  return {
    topic: "bids",
    partition: 0,
    data: data.subarray(0, position),
    count,
    valueStart,
    valueEnd,
    offset: Float64Array.from(valueStart, (_, n) => n),
    timestamp: new Float64Array(count),
    next: count,
  } satisfies Records;
}
