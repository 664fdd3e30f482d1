import assert from "node:assert/strict";
import {
  compareDecimals,
  decimalLiteral,
  decimalToDouble,
  decimalToText,
  doubleToDecimal,
  parseDecimal,
  rescaleDecimal,
} from "./decimal.ts";
import { doubleToText, parseFloatText, realToText } from "./float.ts";

function decimal(text: string, precision = 10, scale = 2): string | undefined {
  const unscaled = parseDecimal(text, precision, scale);
  return unscaled === undefined ? undefined : decimalToText(unscaled, scale);
}

Deno.test("parseDecimal rounds half away from zero and reads exponent forms", () => {
  assert.equal(decimal("1.005"), "1.01");
  assert.equal(decimal("-1.005"), "-1.01");
  assert.equal(decimal("1."), "1.00");
  assert.equal(decimal(".5"), "0.50");
  assert.equal(decimal("+1e2"), "100.00");
  assert.equal(decimal("5e-3"), "0.01");
  assert.equal(decimal("4.9e-3"), "0.00");
  assert.equal(decimal("-0.001"), "0.00");
  assert.equal(decimal("0e999999999"), "0.00");
  assert.equal(decimal("1e-999999999"), "0.00");
});

Deno.test("parseDecimal refuses what is no number or has too many digits", () => {
  for (
    const text of ["", "-", ".", " 1.5", "1,5", "0x10", "NaN", "1e", "123456789.00", "99999999.995", "1e999999999"]
  ) {
    assert.equal(decimal(text), undefined, text);
  }
});

Deno.test("doubleToDecimal goes by the exact value of the double", () => {
  const cast = (x: number, p = 10, s = 2) => decimalToText(doubleToDecimal(x, p, s) ?? -1n, s);
  assert.equal(cast(1.005), "1.00");
  assert.equal(cast(1.015), "1.01");
  assert.equal(cast(-0.125), "-0.13");
  assert.equal(cast(0.1, 38, 30), "0.100000000000000005551115123126");
  assert.equal(cast(1e20, 38, 10), "100000000000000000000.0000000000");
  assert.equal(cast(5e-324), "0.00");
  assert.equal(doubleToDecimal(NaN, 10, 2), undefined);
  assert.equal(doubleToDecimal(1e300, 38, 0), undefined);
});

Deno.test("doubleToDecimal agrees with toFixed, which is exact too, for random doubles", () => {
  for (let i = 0; i < 2000; i++) {
    const x = (Math.random() - 0.5) * 10 ** Math.floor(Math.random() * 12);
    assert.equal(decimalToText(doubleToDecimal(x, 38, 6) ?? 0n, 6), x.toFixed(6).replace(/^-(0\.0*)$/, "$1"));
  }
});

Deno.test("decimalToDouble gives the nearest double", () => {
  for (let i = 0; i < 2000; i++) {
    const unscaled = BigInt(Math.floor(Math.random() * 2 ** 53)) * BigInt(1 + Math.floor(Math.random() * 1e6));
    const scale = Math.floor(Math.random() * 30);
    assert.equal(decimalToDouble(unscaled, scale), Number(decimalToText(unscaled, scale)));
  }
});

Deno.test("rescaleDecimal and compareDecimals agree with rational arithmetic", () => {
  assert.equal(rescaleDecimal(15n, 1, 0), 2n);
  assert.equal(rescaleDecimal(-15n, 1, 0), -2n);
  assert.equal(rescaleDecimal(14n, 1, 0), 1n);
  for (let i = 0; i < 500; i++) {
    const a = BigInt(Math.floor((Math.random() - 0.5) * 1e6));
    const b = BigInt(Math.floor((Math.random() - 0.5) * 1e6));
    const cross = a * 1000n - b * 10n; // a / 10 - b / 1000
    assert.equal(compareDecimals(a, 1, b, 3), cross < 0n ? -1 : cross > 0n ? 1 : 0);
  }
});

Deno.test("decimalLiteral takes precision and scale as written", () => {
  assert.deepEqual(decimalLiteral("0.908"), { unscaled: 908n, precision: 3, scale: 3 });
  assert.deepEqual(decimalLiteral("-12.50"), { unscaled: -1250n, precision: 4, scale: 2 });
  assert.deepEqual(decimalLiteral("0"), { unscaled: 0n, precision: 1, scale: 0 });
  assert.deepEqual(decimalLiteral("1e3"), { unscaled: 1000n, precision: 4, scale: 0 });
  assert.equal(decimalLiteral("1".repeat(39)), undefined);
});

Deno.test("doubleToText writes the shortest text in DataFusion's notation", () => {
  const expected: [number, string][] = [
    [1, "1.0"],
    [-0, "-0.0"],
    [0, "0.0"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e16"],
    [123456789012345680, "1.2345678901234568e17"],
    [1234567890123456.5, "1234567890123456.5"],
    [0.00001, "0.00001"],
    [0.000001, "1e-6"],
    [1.5e-7, "1.5e-7"],
    [1.5e-5, "0.000015"],
    [1.5e300, "1.5e300"],
    [NaN, "NaN"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
  ];
  for (const [value, text] of expected) assert.equal(doubleToText(value), text);
});

Deno.test("doubleToText and realToText read back as the same value for random bits", () => {
  const bits = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < 3000; i++) {
    bits.setUint32(0, Math.random() * 2 ** 32);
    bits.setUint32(4, Math.random() * 2 ** 32);
    const double = bits.getFloat64(0);
    assert.ok(Object.is(parseFloatText(doubleToText(double)), double), doubleToText(double));
    const real = bits.getFloat32(0);
    assert.ok(Object.is(Math.fround(parseFloatText(realToText(real)) ?? 0), real), realToText(real));
  }
});

Deno.test("realToText writes 32-bit floats as DataFusion does", () => {
  const expected: [number, string][] = [
    [1.1, "1.1"],
    [16777216, "16777216.0"],
    [1e10, "10000000000.0"],
    [1e15, "1e15"],
    [0.00001234, "0.00001234"],
    [-2, "-2.0"],
    [-0, "-0.0"],
    [Infinity, "inf"],
  ];
  for (const [value, text] of expected) assert.equal(realToText(Math.fround(value)), text);
});

Deno.test("parseFloatText takes decimal, exponent and special forms only", () => {
  assert.equal(parseFloatText("+.5e3"), 500);
  assert.equal(parseFloatText("1."), 1);
  assert.equal(parseFloatText("-Infinity"), -Infinity);
  assert.ok(Number.isNaN(parseFloatText("nan")));
  for (const text of ["", " 1.5", "0x10", "1_0", ".", "e5", "1e"]) assert.equal(parseFloatText(text), undefined, text);
});
