// Schemas of events that a config declares: where they come from, and what is said about those that cannot be used.

import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/runtime/config/load-config.ts";
import { createRuntime } from "../../../src/index.ts";
import { folderWith, mistakesIn } from "./config-setup.ts";

const ORDER = { type: "object", required: ["total_cents"], properties: { total_cents: { type: "integer" } } };

describe("schemas of events in the config", () => {
  it("come from a file beside it, or stand in place", () => {
    const text = `
      [events.schemas."order.created"]
      file = "schemas/order.json"
      [events.schemas."deploy.*".schema]
      required = ["target"]
      additionalProperties = false
    `;
    const cwd = folderWith({ "etc/hookloom.toml": text, "etc/schemas/order.json": JSON.stringify(ORDER) });
    expect(loadConfig({ cwd, file: "etc/hookloom.toml", env: {} }).events.schemas).toEqual({
      "order.created": ORDER,
      "deploy.*": { required: ["target"], additionalProperties: false },
    });
  });

  it("are what published events must fit", async () => {
    await using runtime = await createRuntime({ events: { storage: "memory", schemas: { "order.created": ORDER } } });
    const publish = (data: object) => runtime.events.publish("order.created", { ...data }, { component: "shop" });
    expect(publish({ total_cents: 100 })).toMatchObject({ data: { total_cents: 100 } });
    expect(() => publish({ total_cents: "100" })).toThrow("does not fit its schema: total_cents");
    expect(() => publish({})).toThrow("does not fit its schema: total_cents");
  });

  it("that cannot be used are mistakes of the config, all of them told with their places", () => {
    const text = `
[events.schemas."a.missing"]
file = "nowhere.json"
[events.schemas."a.neither"]
[events.schemas."a.both"]
file = "order.json"
schema = {}
[events.schemas."A B"]
schema = {}
[events.schemas."a.nonsense"]
schema = { type = "colour" }
[events.schemas."a.vague"]
schema = { properties = { order = { required = ["id"] } } }`;
    expect(mistakesIn(text)).toEqual([
      "hookloom.toml:2:17: There is no file nowhere.json.",
      'hookloom.toml:4:17: The schema for "a.neither" must be in a `file` or be a `schema`, one of both.',
      'hookloom.toml:5:17: The schema for "a.both" must be in a `file` or be a `schema`, one of both.',
      expect.stringMatching(/^hookloom.toml:8:17: .*"A B"/),
      expect.stringMatching(/^hookloom.toml:10:17: The schema for "a.nonsense" cannot be used: .*colour/),
      expect.stringMatching(/^hookloom.toml:12:17: The schema for "a.vague" cannot be used: .*must have "type": "object"/),
    ]);
  });

  it.each([
    ["{", /The file s.json cannot be read as JSON: .*position 1/],
    ["[]", /The file s.json must hold a JSON Schema, which is an object/],
  ])("in a file that holds %j are refused with the name of the file", (content, expected) => {
    const cwd = folderWith({ "hookloom.toml": '[events.schemas."a.b"]\nfile = "s.json"', "s.json": content });
    expect(() => loadConfig({ cwd, env: {} })).toThrow(expected);
  });

  it("take no settings of other names, and no values of other kinds", () => {
    expect(mistakesIn('[events.schemas."a.b"]\nfiles = "x"')).toEqual([
      'hookloom.toml:2:1: There is no setting "events.schemas.a.b.files"; [events.schemas.<name>] has file, schema. Did you mean "file"?',
    ]);
    expect(mistakesIn('[events.schemas."a.b"]\nschema = "x"')).toEqual([
      'hookloom.toml:2:1: events.schemas.a.b.schema must be a table that is a JSON Schema, not "x".',
    ]);
  });
});
