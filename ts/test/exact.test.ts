import { expect, test } from "vitest";
import { parseExact } from "../src/exact.js";

test("integers of any size, at the paths", () => {
  const text =
    '{"id":18446744073709551615,"small":7,"many":[-9223372036854775808,1],"maybe":null,' +
    '"by":{"a":1,"18446744073709551615":9007199254740993}}';
  const paths = [["id"], ["many", true], ["maybe"], ["by", true], ["absent", "deep"]] as const;
  expect(parseExact(text, paths)).toEqual({
    id: 18446744073709551615n,
    small: 7,
    many: [-9223372036854775808n, 1n],
    maybe: null,
    by: { a: 1n, "18446744073709551615": 9007199254740993n },
  });
});

test("elsewhere, what JSON.parse gives", () => {
  const text = '{"id":1,"other":18446744073709551615,"f":1234567890123456.75,"e":12345678901234567e3,"list":[9007199254740993]}';
  expect(parseExact(text, [["id"]])).toEqual({ ...JSON.parse(text), id: 1n });
});

test("the digits of a fraction are no integer", () => {
  const text = '{"id":1,"f":0.12345678901234567,"g":-1.2345678901234567e-300,"h":1e300}';
  expect(parseExact(text, [["id"]])).toEqual({ ...JSON.parse(text), id: 1n });
});

test("strings are not numbers", () => {
  const text = '{"id":2,"text":"18446744073709551615","quoted":"\\"18446744073709551615","back":"\\\\"}';
  expect(parseExact(text, [["id"]])).toEqual({ ...JSON.parse(text), id: 2n });
});

test("a bigint alone", () => {
  expect(parseExact("18446744073709551615", [[]])).toBe(18446744073709551615n);
});

test("__proto__ is a key like any other", () => {
  const value = parseExact('{"__proto__":9007199254740993}', [["__proto__"]]) as object;
  expect(Object.entries(value)).toEqual([["__proto__", 9007199254740993n]]);
});
