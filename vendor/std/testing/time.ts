/** The part of `@std/testing/time` that Sluice uses: `Date.now` under the test's control. */
export class FakeTime {
  #now: number;
  readonly #real = Date.now;

  constructor(start: number | string | Date = Date.now()) {
    this.#now = new Date(start).getTime();
    Date.now = () => this.#now;
  }

  get now(): number {
    return this.#now;
  }

  tick(ms = 0): void {
    this.#now += ms;
  }

  restore(): void {
    Date.now = this.#real;
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}
