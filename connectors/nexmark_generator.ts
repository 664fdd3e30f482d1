/**
 * The events of the Nexmark benchmark: an online auction's new persons, new auctions and bids.
 *
 * Proportions, id arithmetic, skew and text sizes are those of the public generator (Tucker et al., "NEXMark: a
 * benchmark for queries over data streams", as extended by Apache Beam and Apache Flink). Every event depends on the
 * seed and its number alone.
 */
import type { StructField } from "../schema/types.ts";
import { BIGINT, TEXT, TIMESTAMP, type Value } from "../schema/types.ts";
import { Random } from "./random.ts";

export type NexmarkKind = "person" | "auction" | "bid";

const member = (name: string, type: StructField["type"]): StructField => ({ name, type, nullable: false });

/** Members of the three structs; rows are arrays in this order. */
export const NEXMARK_STRUCTS: Readonly<Record<NexmarkKind, readonly StructField[]>> = {
  person: [
    member("id", BIGINT),
    member("name", TEXT),
    member("email_address", TEXT),
    member("credit_card", TEXT),
    member("city", TEXT),
    member("state", TEXT),
    member("datetime", TIMESTAMP),
    member("extra", TEXT),
  ],
  auction: [
    member("id", BIGINT),
    member("description", TEXT),
    member("item_name", TEXT),
    member("initial_bid", BIGINT),
    member("reserve", BIGINT),
    member("datetime", TIMESTAMP),
    member("expires", TIMESTAMP),
    member("seller", BIGINT),
    member("category", BIGINT),
    member("extra", TEXT),
  ],
  bid: [
    member("auction", BIGINT),
    member("bidder", BIGINT),
    member("price", BIGINT),
    member("channel", TEXT),
    member("url", TEXT),
    member("datetime", TIMESTAMP),
    member("extra", TEXT),
  ],
};

/** Of every 50 events the first is a person, the next 3 are auctions, the rest bids. */
const PERSONS = 1;
const AUCTIONS = 3;
const EVENTS = 50;

const FIRST_PERSON = 1000;
const FIRST_AUCTION = 1000;
const FIRST_CATEGORY = 10;
const CATEGORIES = 5;

/** Persons that still act, and auctions that are still open. */
const ACTIVE_PERSONS = 1000;
const OPEN_AUCTIONS = 100;
/** Ids run ahead of those announced by this much: some bids come before their auction. */
const ID_LEAD = 10;

/** One in `HOT_…` choices is an ordinary one, all others fall on one id in a hundred. */
const HOT_AUCTIONS = 2;
const HOT_BIDDERS = 4;
const HOT_SELLERS = 4;
const HOT_SPACING = 100;

/** Average sizes of an event in bytes, reached by its `extra` text. */
const PERSON_BYTES = 200;
const AUCTION_BYTES = 500;
const BID_BYTES = 100;

const HOT_CHANNELS = ["Google", "Facebook", "Baidu", "Apple"];
const OTHER_CHANNELS = 10_000;
const STATES = ["AZ", "CA", "ID", "OR", "WA", "WY"];
const CITIES = [
  "Phoenix",
  "Los Angeles",
  "San Francisco",
  "Boise",
  "Portland",
  "Bend",
  "Redmond",
  "Seattle",
  "Kent",
  "Cheyenne",
];
const FIRST_NAMES = ["Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter", "Walter"];
const LAST_NAMES = ["Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones", "Noris"];

/** Letters that texts are cut from; a power of two. */
const POOL = 65_536;

export class NexmarkGenerator {
  readonly #random: Random;
  /** Nanoseconds between two events. */
  readonly #spacing: number;
  /** Nanoseconds since the epoch of event 0. */
  readonly #start: bigint;
  /** Letters only, and letters with blanks among them. */
  readonly #letters: string;
  readonly #words: string;
  readonly #hotUrls: readonly string[];

  /** `rate` is in events per second, `start` in milliseconds since the epoch. */
  constructor(seed: number, rate: number, start: number) {
    this.#random = new Random(seed);
    this.#spacing = 1e9 / rate;
    this.#start = BigInt(Math.round(start)) * 1_000_000n;
    this.#letters = textPool(this.#random.at(1, 0), Infinity);
    this.#words = textPool(this.#random.at(2, 0), 13);
    this.#random.at(3, 0);
    this.#hotUrls = HOT_CHANNELS.map(() => this.#baseUrl());
  }

  kind(event: number): NexmarkKind {
    const rank = event % EVENTS;
    return rank < PERSONS ? "person" : rank < PERSONS + AUCTIONS ? "auction" : "bid";
  }

  /** Nanoseconds since the epoch. */
  time(event: number): bigint {
    return this.#start + BigInt(Math.floor(event * this.#spacing));
  }

  /** The struct of an event whose {@link kind} is person; the others likewise. */
  person(event: number, time: bigint): readonly Value[] {
    const random = this.#random.at(0, event);
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const email = `${this.#text(7)}@${this.#text(5)}.com`;
    const card = `${this.#fourDigits()} ${this.#fourDigits()} ${this.#fourDigits()} ${this.#fourDigits()}`;
    const city = random.pick(CITIES);
    const state = random.pick(STATES);
    const size = 8 + name.length + email.length + card.length + city.length + state.length;
    const id = BigInt(FIRST_PERSON + lastPerson(event));
    return [id, name, email, card, city, state, time, this.#extra(size, PERSON_BYTES)];
  }

  auction(event: number, time: bigint): readonly Value[] {
    const random = this.#random.at(0, event);
    const last = lastPerson(event);
    const seller = random.below(HOT_SELLERS) > 0 ? hot(last) : this.#anyPerson(last);
    const initial = this.#price();
    const reserve = initial + this.#price();
    const name = this.#text(20);
    const description = this.#text(100);
    return [
      BigInt(FIRST_AUCTION + lastAuction(event)),
      description,
      name,
      BigInt(initial),
      BigInt(reserve),
      time,
      time + this.#auctionLength(),
      BigInt(FIRST_PERSON + seller),
      BigInt(FIRST_CATEGORY + random.below(CATEGORIES)),
      this.#extra(8 + name.length + description.length + 40, AUCTION_BYTES),
    ];
  }

  bid(event: number, time: bigint): readonly Value[] {
    const random = this.#random.at(0, event);
    const auction = random.below(HOT_AUCTIONS) > 0 ? hot(lastAuction(event)) : this.#anyAuction(event);
    const last = lastPerson(event);
    const bidder = random.below(HOT_BIDDERS) > 0 ? hot(last) + 1 : this.#anyPerson(last);
    const price = this.#price();
    let channel: string;
    let url: string;
    if (random.below(2) > 0) {
      const index = random.below(HOT_CHANNELS.length);
      channel = HOT_CHANNELS[index] ?? "";
      url = this.#hotUrls[index] ?? "";
    } else {
      const index = random.below(OTHER_CHANNELS);
      channel = `channel-${index}`;
      url = this.#baseUrl();
      if (random.below(10) > 0) url += `&channel_id=${scattered(index)}`;
    }
    return [
      BigInt(FIRST_AUCTION + auction),
      BigInt(FIRST_PERSON + bidder),
      BigInt(price),
      channel,
      url,
      time,
      this.#extra(32, BID_BYTES),
    ];
  }

  /** One of the persons that still act, or one that is still to come. */
  #anyPerson(last: number): number {
    const persons = last + 1;
    const active = Math.min(persons, ACTIVE_PERSONS);
    return persons - active + this.#random.below(active + ID_LEAD);
  }

  /** One of the auctions that are still open, or one that is still to come. */
  #anyAuction(event: number): number {
    const last = lastAuction(event);
    const first = Math.max(last - OPEN_AUCTIONS, 0);
    return first + this.#random.below(last - first + 1 + ID_LEAD);
  }

  /** In cents; the logarithm is spread evenly. */
  #price(): number {
    return Math.round(Math.pow(10, this.#random.unit() * 6) * 100);
  }

  /** Nanoseconds: as long, on average, as the stream takes to open as many auctions as are open at a time. */
  #auctionLength(): bigint {
    const milliseconds = Math.floor(OPEN_AUCTIONS * EVENTS / AUCTIONS) * this.#spacing / 1e6;
    return BigInt(1 + this.#random.below(Math.max(Math.floor(milliseconds * 2), 1))) * 1_000_000n;
  }

  /** 3 to `limit` - 1 letters and blanks, none at the ends. */
  #text(limit: number): string {
    return this.#slice(this.#words, 3 + this.#random.below(limit - 3)).trim();
  }

  /** Fills an event of `size` bytes up to about `average`, by a fifth more or less. */
  #extra(size: number, average: number): string {
    if (size > average) return "";
    const missing = average - size;
    const delta = Math.round(missing * 0.2);
    return this.#slice(this.#letters, missing - delta + (delta === 0 ? 0 : this.#random.below(2 * delta)));
  }

  #slice(pool: string, length: number): string {
    const start = this.#random.bits() & (POOL - 1);
    return pool.slice(start, start + length);
  }

  #baseUrl(): string {
    const random = this.#random;
    const folder = () => this.#slice(this.#letters, 3 + random.below(2));
    return `https://www.nexmark.com/${folder()}/${folder()}/${folder()}/item.htm?query=1`;
  }

  #fourDigits(): string {
    return String(this.#random.below(10_000)).padStart(4, "0");
  }
}

/** Number of the last person announced up to this event, from 0. */
function lastPerson(event: number): number {
  return Math.floor(event / EVENTS);
}

/** Number of the last auction announced up to this event, from 0; -1 before the first. */
function lastAuction(event: number): number {
  const epoch = Math.floor(event / EVENTS);
  const rank = event % EVENTS;
  if (rank < PERSONS) return epoch * AUCTIONS - 1;
  return epoch * AUCTIONS + Math.min(rank - PERSONS, AUCTIONS - 1);
}

function hot(last: number): number {
  return Math.floor(last / HOT_SPACING) * HOT_SPACING;
}

/** Spreads small numbers over all ids: the bits in reverse order, without the sign. */
function scattered(index: number): number {
  let bits = index;
  let reversed = 0;
  for (let i = 0; i < 32; i++) {
    reversed = (reversed << 1) | (bits & 1);
    bits >>>= 1;
  }
  return Math.abs(reversed);
}

/** Longer than {@link POOL} by the longest text, so that every start gives a whole one. One in `blanks` is a blank. */
function textPool(random: Random, blanks: number): string {
  const bytes = new Uint8Array(POOL + 1024);
  for (let i = 0; i < bytes.length; i++) bytes[i] = random.unit() * blanks < 1 ? 32 : 97 + random.below(26);
  return new TextDecoder().decode(bytes);
}
