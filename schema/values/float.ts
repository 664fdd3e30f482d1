/** REAL and DOUBLE values as text: the shortest that reads back equal, in the notation of `sql.md` §11.4. */

const FLOAT_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPECIAL_TEXT = /^([+-]?)(?:(inf|infinity)|nan)$/i;

/** Decimal or exponent form, `inf`, `infinity` or `NaN` in any case; `undefined` for anything else. REAL: use Math.fround. */
export function parseFloatText(text: string): number | undefined {
  if (FLOAT_TEXT.test(text)) return Number(text);
  const special = SPECIAL_TEXT.exec(text);
  if (special === null) return undefined;
  if (special[2] === undefined) return NaN;
  return special[1] === "-" ? -Infinity : Infinity;
}

/** `1.0`, `0.00001`, `1e16`, `1.5e-7`, `-0.0`, `NaN`, `inf`, `-inf`. */
export function doubleToText(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-5 && magnitude < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value);
  return rareText(value, value.toExponential());
}

/** The same for a value of REAL: the shortest text that reads back equal as a 32-bit float. */
export function realToText(value: number): string {
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < 16777216 && magnitude !== 0) return `${value}.0`;
  const shortest = shortestReal(value);
  if (magnitude >= 1e-6 && magnitude < 1e13) {
    const nearest = Number(shortest);
    if (nearest >= 1e-6 || nearest <= -1e-6) return Number.isInteger(nearest) ? `${nearest}.0` : String(nearest);
  }
  return rareText(value, Number(shortest).toExponential());
}

function shortestReal(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toPrecision(9);
}

function rareText(value: number, exponential: string): string {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return exponential.replace("e+", "e");
}
