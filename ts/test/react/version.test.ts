import { version } from "react";
import { version as dom } from "react-dom";
import { expect, inject, test } from "vitest";

test("these tests run with the React they are meant for", () => {
  expect([version, dom].map((text) => Number(text.split(".")[0]))).toEqual([inject("react"), inject("react")]);
});
