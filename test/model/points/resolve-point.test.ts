// What a name means: a known point, a custom one, or nothing with suggestions.

import { describe, expect, it } from "vitest";
import { HOOK_POINTS } from "../../../src/model/points/catalogue.ts";
import type { PointSystem } from "../../../src/model/points/point.ts";
import { resolvePoint } from "../../../src/model/points/resolve-point.ts";

function known(name: string, system?: PointSystem) {
  const resolved = resolvePoint(name, system);
  if (resolved.kind !== "known") throw new Error(`${name} is ${resolved.kind}`);
  return resolved;
}

function suggestionsFor(name: string): string[] {
  const resolved = resolvePoint(name);
  if (resolved.kind !== "unknown") throw new Error(`${name} is ${resolved.kind}`);
  return resolved.suggestions;
}

describe("resolvePoint", () => {
  it("finds every canonical name without an alias", () => {
    for (const point of HOOK_POINTS) expect(resolvePoint(point.name)).toEqual({ kind: "known", point });
  });

  it("finds an alias and says whose fields are meant", () => {
    const meanings = [
      ["BeforeToolCall", "BeforeToolExecution", "rustyclaw"],
      ["beforeToolCall", "BeforeToolExecution", "ironclaw"],
      ["onSessionStart", "SessionStart", "ironclaw"],
    ] as const;
    for (const [name, point, system] of meanings) {
      expect(known(name)).toMatchObject({ point: { name: point }, alias: { name, system } });
    }
  });

  it("takes the fields of Claude Code for a name it shares, unless told the system", () => {
    for (const name of ["PreToolUse", "PostToolUse", "Stop"]) {
      expect(known(name).alias?.system).toBe("claude-code");
      expect(known(name, "leanvibe").alias?.system).toBe("leanvibe");
    }
  });

  it("takes a canonical name in a system's own fields only when told the system", () => {
    expect(known("PermissionRequest").alias).toBeUndefined();
    expect(known("PermissionRequest", "claude-code").alias?.fields).toMatchObject({ parameters: "tool_input" });
  });

  it("falls back to the name's usual meaning when the given system does not have it", () => {
    expect(known("BeforeToolCall", "claude-code").alias?.system).toBe("rustyclaw");
    expect(known("Connection", "rs-llmspell").alias).toBeUndefined();
  });

  it("answers the same object every time, so that a lookup costs nothing", () => {
    expect(resolvePoint("PreToolUse")).toBe(resolvePoint("PreToolUse"));
  });

  it("takes a name with a colon for a custom point", () => {
    expect(resolvePoint("billing:invoice_sent")).toEqual({ kind: "custom", name: "billing:invoice_sent" });
  });

  it("suggests the nearest name for a misspelt one", () => {
    expect(suggestionsFor("BeforeToolExecuton")[0]).toBe("BeforeToolExecution");
    expect(suggestionsFor("BeforeToolExection")[0]).toBe("BeforeToolExecution");
    expect(suggestionsFor("before_tool_execution")[0]).toBe("BeforeToolExecution");
  });

  it("does not take a name in another case, but suggests it first", () => {
    expect(suggestionsFor("beforetoolexecution")[0]).toBe("BeforeToolExecution");
    expect(suggestionsFor("pretooluse")[0]).toBe("PreToolUse");
    expect(suggestionsFor("BEFOREPROVIDERCALL")[0]).toBe("BeforeProviderCall");
  });

  it("suggests at most three names, and none for a name that is near nothing", () => {
    expect(suggestionsFor("BeforeToolExecuton").length).toBeLessThanOrEqual(3);
    expect(suggestionsFor("Kaleidoscope")).toEqual([]);
    expect(suggestionsFor("")).toEqual([]);
  });

  it("does not mistake the names that every object has for points", () => {
    for (const name of ["constructor", "__proto__", "toString"]) expect(resolvePoint(name).kind).toBe("unknown");
  });
});
