/** q5, q7 and q8 of Nexmark as a user would write them: `JSON.parse` for each record, Maps, `JSON.stringify`. */
import { Buffer } from "node:buffer";
import type { Records } from "../../schema/records.ts";

export interface Peer {
  /** Works on all records of each stream; windows stay open until a later record closes them. */
  pass(streams: readonly Records[]): void;
}

type Take = (message: string) => void;

/** A reader of a stream's records as objects. */
function reader<T>({ data, valueStart, valueEnd }: Records): (i: number) => T {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return (i) => JSON.parse(buffer.toString("utf8", valueStart[i], valueEnd[i]));
}

/** The text that TIMESTAMP is written as: no zone, no fraction where it is zero. */
function timeText(text: string): string {
  return text.slice(0, text.endsWith(".000Z") ? -5 : -1);
}

interface Bid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly dateTime: string;
  readonly extra: string;
}

const SLIDE = 2000;
const WIDTH = 10_000;

/** q5: counts by auction in panes, added up for each window. */
export class AuctionsOfMost implements Peer {
  readonly #take: Take;
  readonly #panes = new Map<number, Map<number, number>>();
  #latest = -1;
  #next = -1;

  constructor(take: Take) {
    this.#take = take;
  }

  pass([records]: readonly Records[]): void {
    const read = reader<Bid>(records!); // there is one
    for (let i = 0; i < records!.count; i++) this.#add(read(i)); // the same
  }

  #add({ auction, dateTime }: Bid): void {
    const time = Date.parse(dateTime);
    if (time > this.#latest) {
      this.#latest = time;
      if (this.#next >= 0) this.#close(time);
    }
    const id = Math.floor(time / SLIDE);
    let pane = this.#panes.get(id);
    if (pane === undefined) {
      this.#panes.set(id, pane = new Map());
      if (this.#next < 0) this.#next = id + 1;
    }
    pane.set(auction, (pane.get(auction) ?? 0) + 1);
  }

  #close(time: number): void {
    while (this.#panes.size > 0 && this.#next * SLIDE <= time) this.#emit(this.#next++);
    if (this.#panes.size === 0) this.#next = Math.floor(time / SLIDE) + 1;
  }

  #emit(end: number): void {
    const counts = new Map<number, number>();
    const first = end - WIDTH / SLIDE;
    for (let id = first; id < end; id++) {
      for (const [auction, count] of this.#panes.get(id) ?? []) counts.set(auction, (counts.get(auction) ?? 0) + count);
    }
    let most = 0;
    for (const count of counts.values()) if (count > most) most = count;
    for (const [auction, num] of counts) if (num === most) this.#take(JSON.stringify({ auction, num }));
    this.#panes.delete(first);
  }
}

/** q7: the rows of a window wait for its maximum. */
export class HighestBids implements Peer {
  readonly #take: Take;
  readonly #windows = new Map<number, { most: number; readonly rows: Bid[] }>();
  #latest = -1;

  constructor(take: Take) {
    this.#take = take;
  }

  pass([records]: readonly Records[]): void {
    const read = reader<Bid>(records!); // there is one
    for (let i = 0; i < records!.count; i++) this.#add(read(i)); // the same
  }

  #add({ auction, bidder, price, dateTime, extra }: Bid): void {
    const time = Date.parse(dateTime);
    const id = Math.floor(time / WIDTH);
    let window = this.#windows.get(id);
    if (window === undefined) this.#windows.set(id, window = { most: -1, rows: [] });
    if (price > window.most) window.most = price;
    window.rows.push({ auction, bidder, price, dateTime, extra });
    if (time <= this.#latest) return;
    this.#latest = time;
    for (const open of this.#windows.keys()) if ((open + 1) * WIDTH <= time) this.#close(open);
  }

  #close(id: number): void {
    const { most, rows } = this.#windows.get(id)!; // a key of the map
    for (const { auction, bidder, price, dateTime, extra } of rows) {
      if (price === most) this.#take(JSON.stringify({ auction, price, bidder, dateTime: timeText(dateTime), extra }));
    }
    this.#windows.delete(id);
  }
}

interface Person {
  readonly id: number;
  readonly name: string;
  readonly dateTime: string;
}

interface Auction {
  readonly seller: number;
  readonly dateTime: string;
}

/** q8: names by id and a set of sellers for each window. */
export class NewSellers implements Peer {
  readonly #take: Take;
  readonly #windows = new Map<number, { readonly persons: Map<number, string>; readonly sellers: Set<number> }>();
  #person = -1;
  #auction = -1;

  constructor(take: Take) {
    this.#take = take;
  }

  pass([persons, auctions]: readonly Records[]): void {
    const [person, auction] = [reader<Person>(persons!), reader<Auction>(auctions!)]; // there are two, also below
    let [i, j] = [0, 0];
    while (i < persons!.count || j < auctions!.count) {
      for (const end = Math.min(persons!.count, i + 256); i < end; i++) this.#addPerson(person(i));
      for (const end = Math.min(auctions!.count, j + 768); j < end; j++) this.#addAuction(auction(j));
      const time = Math.min(this.#person, this.#auction);
      for (const open of this.#windows.keys()) if ((open + 1) * WIDTH <= time) this.#close(open);
    }
  }

  #at(time: number) {
    const id = Math.floor(time / WIDTH);
    let window = this.#windows.get(id);
    if (window === undefined) this.#windows.set(id, window = { persons: new Map(), sellers: new Set() });
    return window;
  }

  #addPerson({ id, name, dateTime }: Person): void {
    const time = Date.parse(dateTime);
    this.#at(time).persons.set(id, name);
    if (time > this.#person) this.#person = time;
  }

  #addAuction({ seller, dateTime }: Auction): void {
    const time = Date.parse(dateTime);
    this.#at(time).sellers.add(seller);
    if (time > this.#auction) this.#auction = time;
  }

  #close(id: number): void {
    const { persons, sellers } = this.#windows.get(id)!; // a key of the map
    const starttime = timeText(new Date(id * WIDTH).toISOString());
    for (const [id, name] of persons) if (sellers.has(id)) this.#take(JSON.stringify({ id, name, starttime }));
    this.#windows.delete(id);
  }
}
