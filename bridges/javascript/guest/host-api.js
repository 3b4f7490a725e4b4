// What scripts reach beyond hooks: their state, events, servers, and components of their own. A function whose result is that part of
// the `hookloom` module. Called by prelude.js with what it has.
(function createHostApi(tools) {
  "use strict";
  const { writeEvent, assertJson, stringify, request, register, declare } = tools;
  const isArray = Array.isArray;
  const isInteger = Number.isInteger;
  const ownKeys = Object.keys;

  /** A request to the host with these arguments, which JSON must be able to carry. */
  function ask(kind, given) {
    assertJson(given, 0, kind);
    return request(kind, { arguments: given });
  }

  /** A state; `where` is empty for the script's own. */
  const stateAt = (where) => ({
    get: (key) => ask("state.get", { key, ...where }),
    set: (key, value, options) => ask("state.set", { key, value: value === undefined ? null : value, ...options, ...where }),
    delete: (key) => ask("state.delete", { key, ...where }),
    keys: (prefix = "") => ask("state.keys", { prefix, ...where }),
    increment: (key, by = 1, options = undefined) => ask("state.increment", { key, by, ...options, ...where }),
    window: (key, window_ms, by = 1) => ask("state.window", { key, window_ms, by, ...where }),
  });

  const state = {
    ...stateAt({}),
    shared(namespace) {
      if (typeof namespace !== "string") throw new TypeError("state.shared(name): the name must be a text");
      return stateAt({ namespace });
    },
  };

  const http = {
    request: (options) => ask("http.request", { ...options }),
    get: (url, options) => ask("http.request", { ...options, url, method: "GET" }),
  };

  const shell = { assess: (command) => ask("shell.assess", { command }) };
  const secrets = { redact: (value) => ask("secrets.redact", { value: value === undefined ? null : value }) };

  function publish(type, data = {}) {
    if (typeof data !== "object" || data === null || isArray(data)) {
      throw new TypeError("events.publish(type, data): the data must be an object");
    }
    assertJson(data, 0, "the data");
    const problem = writeEvent(type, stringify(data));
    if (problem !== undefined) throw new TypeError(`events.publish(type, data): ${problem}`);
  }

  const events = {
    publish,
    on(pattern, handler) {
      register("subscriptions", "events.on(pattern, handler)", pattern, "pattern", handler, events.on);
    },
  };

  function component(name, handler) {
    register("components", "component(name, handler)", name, "name", handler, component);
  }

  /** Says of which version the script is, and how it makes its state of that of another version. */
  function script({ version, migrate, ...others } = {}) {
    const unknown = ownKeys(others);
    if (unknown.length > 0)
      throw new TypeError(`script(declaration): there is no "${unknown[0]}"; there are version and migrate`);
    if (!isInteger(version) || version < 1) throw new TypeError("script(declaration): version must be an integer from 1 on");
    if (migrate !== undefined && typeof migrate !== "function")
      throw new TypeError("script(declaration): migrate must be a function");
    declare(version, migrate && (async ({ old_version, state }) => (await migrate(old_version, state)) ?? state), script);
  }

  /** What tests of scripts are written with; its services are there when a host runs tests. */
  const testing = {
    test(name, handler) {
      register("components", "testing.test(name, handler)", `test:${name}`, "name", handler, testing.test);
    },
    run: (point, data = null, options = {}) => ask("testing.run", { point, data, options }),
    expect: (point, data, expected, options = {}) => ask("testing.expect", { point, data, expected, options }),
    advance: (ms) => ask("testing.advance", { ms }),
    events: (pattern = "**") => ask("testing.events", { pattern }),
  };

  return { state, events, http, shell, secrets, component, script, testing };
});
