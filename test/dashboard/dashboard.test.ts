// The dashboard in a real browser, against a real daemon. Skipped where no Chromium is installed.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../bridges/index.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { createServer, type HookServer, type ServerAddress } from "../../src/server/server.ts";
import { tokensPath } from "../../src/server/tokens.ts";
import { buildDashboard } from "../../tools/build-dashboard.ts";
import { eventually } from "../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const GUARD = `import { on, cancel, component, modified, replace } from "hookloom";
on("BeforeToolExecution", { id: "guard" }, (ctx) => {
  if (ctx.data.parameters.command.startsWith("rm ")) return cancel("nothing is deleted here");
});
on("BeforeToolExecution", { id: "sign" }, () => modified({ parameters: { signed: true } }));
on("SessionEnd", { id: "idle" }, () => {});
component("offline", () => 1);
on("BeforeProviderCall", { id: "instead" }, () => replace("offline"));
`;
/** Nothing interrupts it, so it costs its runner every time. */
const BOMB = `import { on } from "hookloom";
on("SessionStart", { timeout_ms: 50 }, () => {
  for (let b = 3n; ; b = b * b);
});
`;
const VIEWS = ["live", "hooks", "scripts", "runs", "playground", "flow"];
const MOST_BYTES = 150_000;

let folder: TemporaryFolder;
let runtime: Runtime;
let server: HookServer;
let address: ServerAddress;
let browser: Browser;
let page: Page;
/** What the page complained about, and whom else it asked. */
const faults: string[] = [];
/** What it was sent, compressed. */
let bytes = 0;

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  await buildDashboard();
  folder = createTemporaryFolder({ "hooks/guard.js": GUARD, "hooks/torn.js": "let x = 1;\nlet = ;\nlet y = 2;" });
  const options = { scriptsDir: join(folder.path, "hooks"), watch: false, events: { storage: "memory" }, keptRuns: 100 } as const;
  runtime = await startRuntime(LANGUAGES, { ...options, cacheDir: join(folder.path, "cache"), logger: SILENT });
  server = createServer(runtime, { logger: SILENT, stateDir: join(folder.path, "state") });
  address = await server.start();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});
afterEach(async () => {
  await page?.context().close();
  expect(faults.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await runtime?.close();
  folder?.dispose();
});

async function open(fragment: string, options: BrowserContextOptions = {}): Promise<void> {
  page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  const count = ({ responseBodySize }: { responseBodySize: number }): void => void (bytes += responseBodySize);
  // A page that is closed meanwhile has no sizes any more.
  page.on("requestfinished", (request) => void request.sizes().then(count, () => {}));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => request.url().startsWith(`${address.url}/`) || faults.push(request.url()));
  await page.goto(`${address.url}/${fragment}`);
  await page.getByText("connected").waitFor();
}

/** Gives the page the token for operators, which it asks for. */
async function enterToken(): Promise<void> {
  const { operate } = JSON.parse(readFileSync(tokensPath(join(folder.path, "state")), "utf8")) as { operate: string };
  await page.getByRole("textbox", { name: "Token" }).fill(operate);
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("may look, ask and switch").waitFor();
}

function deleteSomething(): Promise<Response> {
  const body = JSON.stringify({ data: { tool_name: "Bash", parameters: { command: "rm x" } } });
  return fetch(`${address.url}/v1/points/BeforeToolExecution`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
}

describe.skipIf(CHROMIUM === undefined)("the dashboard", () => {
  it("is small, and shows what happens while it is open", async () => {
    bytes = 0;
    await open("#/live");
    await eventually(() => expect(bytes).toBeGreaterThan(30_000));
    expect(bytes).toBeLessThan(MOST_BYTES);
    await deleteSomething();
    const row = page.locator(".events li", { hasText: "hook.cancelled" }).first();
    await row.getByText("nothing is deleted here").waitFor();
    await row.locator("summary").click();
    await row.locator("pre", { hasText: '"event_type": "hook.cancelled"' }).waitFor();
    await page.getByRole("searchbox").fill("no such thing");
    await page.getByText("No event matches").waitFor();
  });

  it("pauses the events until they are wanted again", async () => {
    await open("#/live");
    await page.keyboard.press("p");
    const before = await page.locator(".events li").count();
    await deleteSomething();
    await page.getByRole("button", { name: /more\)/ }).waitFor();
    expect(await page.locator(".events li").count()).toBe(before);
    await page.keyboard.press("p");
    await eventually(async () => expect(await page.locator(".events li").count()).toBeGreaterThan(before));
  });

  it("shows what each hook did, and asks for a token before it switches one", async () => {
    await deleteSomething();
    await open("#/live");
    await page.keyboard.press("2");
    const row = page.locator("tr", { hasText: "guard.js:2" });
    await row.getByText(/cancel \d/).waitFor();
    await page.locator("tr", { hasText: "idle" }).getByText("○ never").waitFor();
    await page.getByRole("button", { name: "Calls", exact: true }).click();
    await page.locator("th[aria-sort=descending]", { hasText: "Calls ↓" }).waitFor();
    expect(await page.locator("tbody tr").first().innerText()).toContain("guard.js:");
    expect(await page.locator("tbody tr").last().innerText()).toContain("never");
    await row.getByRole("button", { name: "Disable" }).click();
    await enterToken();
    await row.getByRole("button", { name: "Disable" }).click();
    await row.getByText("by dashboard").waitFor();
    expect(runtime.switches.isOn("guard")).toBe(false);
    await row.getByRole("button", { name: "Enable" }).click();
    await row.getByText("● on").waitFor();
    expect(runtime.switches.isOn("guard")).toBe(true);
  });

  it("takes a token from its address, and leaves none there", async () => {
    const { observe } = JSON.parse(readFileSync(tokensPath(join(folder.path, "state")), "utf8")) as { observe: string };
    await open(`#token=${observe}`);
    await page.getByText("may look", { exact: true }).waitFor();
    expect(page.url()).toBe(`${address.url}/#/live`);
  });

  it("says what is wrong with a script, and where", async () => {
    await open("#/scripts");
    const card = page.locator(".card", { hasText: "torn.js" });
    await card.getByText(/^torn\.js:2:\d+$/).waitFor();
    await card.getByText("It is not loaded").waitFor();
    expect(await card.locator(".source").count()).toBe(0);
    await page.getByRole("button", { name: "may look and ask" }).click();
    await enterToken();
    expect(await card.locator(".source .at").textContent()).toContain("let = ;");
    expect(await card.locator(".source").innerText()).toMatch(/^1 let x = 1;\s+2 let = ;\s+3 let y = 2;\s*$/);
    const places = await Promise.all([1, 2, 3].map((line) => card.locator(`.source code:nth-child(${line})`).boundingBox()));
    expect(new Set(places.map((place) => place!.x)).size).toBe(1);
    expect(new Set(places.map((place) => place!.y)).size).toBe(3);
  });

  it("asks a point with data that was edited, and shows what each hook answered", async () => {
    await open("#/playground");
    const data = page.getByLabel("Its data");
    await data.waitFor();
    await eventually(async () => expect(await data.inputValue()).toContain('"command": "ls -l"'));
    await data.fill((await data.inputValue()).replace("ls -l", "rm x"));
    await data.press("Control+Enter");
    await page.getByRole("heading", { name: "nothing is deleted here" }).waitFor();
    await page.locator(".steps li", { hasText: "guard" }).getByText("cancel").waitFor();
    await data.fill("{");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByText("The data is not JSON").waitFor();
  });

  it("says what an agent was told where that is something else", async () => {
    await runtime.run("BeforeToolExecution", { tool_name: "Bash", parameters: { command: "ls" } }, { correlationId: "told" });
    runtime.noteEffect("told", "BeforeToolExecution", {
      raw: "ask",
      effective: "deny",
      downgrades: [{ from: "ask", to: "deny" }],
    });
    const { operate } = JSON.parse(readFileSync(tokensPath(join(folder.path, "state")), "utf8")) as { operate: string };
    await open(`#token=${operate}`);
    await page.goto(`${address.url}/#/runs/told`);
    await page.getByText("The agent was told").getByText("deny").waitFor();
  });

  it("explains a run step by step to who may operate", async () => {
    await open("#/playground");
    await page.getByRole("button", { name: "Run" }).click();
    await page.getByText("changed by sign").waitFor();
    await page.getByRole("link", { name: "Explain it" }).click();
    await page.getByRole("button", { name: "Enter a token" }).click();
    await enterToken();
    const step = page.locator(".steps > li", { hasText: "sign" });
    await step.getByText("parameters.signed: nothing → true").waitFor();
    await page.locator(".runs a[aria-current]", { hasText: "BeforeToolExecution" }).waitFor();
  });

  it("shows what scripts take, and when they were loaded", async () => {
    await open("#/scripts");
    const card = page.locator(".card", { hasText: "guard.js" });
    await card.getByText(/^[\d.]+ MB$/).waitFor();
    await card.locator("dd", { hasText: /^[\d.]+ ms$/ }).waitFor();
    await card.getByText("Loads (1)").click();
    await card.getByText("✓ loaded").waitFor();
    await page.locator(".card", { hasText: "torn.js" }).getByText("Loads (1)").click();
    await page.locator(".loads", { hasText: "! failed" }).waitFor();
  });

  it("draws the way of operations to the components, with its counts", async () => {
    await runtime.run("BeforeProviderCall", { provider: "none" });
    await open("#/flow");
    await page.locator(".edge-label.replace", { hasText: "1" }).nth(1).waitFor();
    await page.locator(".box", { hasText: "offline" }).waitFor();
    await page.locator(".box", { hasText: "idle" }).getByText("○ never").waitFor();
  });

  it("lists its keys", async () => {
    await open("#/live");
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Keys" }).waitFor({ state: "hidden" });
    await page.keyboard.press("/");
    await eventually(async () => expect(await page.evaluate("document.activeElement.type")).toBe("search"));
  });

  it("has a script looked at before it is approved", async () => {
    const stateDir = join(folder.path, "pinned");
    const options = { scriptsDir: join(folder.path, "hooks"), stateDir, trust: "pinned", watch: false, logger: SILENT } as const;
    const pinned = await startRuntime(LANGUAGES, { ...options, events: { storage: "memory" } });
    const daemon = createServer(pinned, { logger: SILENT, anonymous: "operate" });
    const unpinned = address;
    address = await daemon.start();
    await open("#/scripts");
    const card = page.locator(".card", { hasText: "guard.js" });
    await card.getByRole("button", { name: "Look at it" }).click();
    await card.locator(".source", { hasText: "nothing is deleted here" }).waitFor();
    await card.getByRole("button", { name: "Approve this text" }).click();
    await card.getByText("● serving").waitFor();
    expect(pinned.scripts().find(({ id }) => id === "guard.js")?.status.kind).toBe("serving");
    address = unpinned;
    await daemon.close();
    await pinned.close();
  });

  it("tells a newcomer what to do where nothing is yet", async () => {
    const empty = await startRuntime(LANGUAGES, { logger: SILENT, events: { storage: "memory" } });
    const daemon = createServer(empty, { logger: SILENT, anonymous: "operate" });
    const loaded = address;
    address = await daemon.start();
    await open("#/live");
    await page.getByText("Nothing has happened yet").waitFor();
    for (const view of ["hooks", "scripts", "flow"]) {
      await page.goto(`${address.url}/#/${view}`);
      await page.getByText("npx hookloom new js guard").waitFor();
    }
    await page.goto(`${address.url}/#/playground`);
    await page.getByText("No hook stands here").waitFor();
    address = loaded;
    await daemon.close();
    await empty.close();
  });

  it("fits a phone", async () => {
    await open("", { viewport: { width: 390, height: 844 } });
    for (const view of VIEWS) {
      await page.goto(`${address.url}/#/${view}`);
      await page.locator("main > *").first().waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth"), view).toBe(390);
      if (view === "flow") await page.locator(".flow-list ol > li", { hasText: "idle" }).getByText("○ never").waitFor();
    }
  });

  it("releases a script from its quarantine", async () => {
    folder.write("hooks/bomb.js", BOMB);
    await runtime.reload();
    await eventually(async () => {
      await runtime.run("SessionStart", { session_id: "s" });
      expect(runtime.scripts().find(({ id }) => id === "bomb.js")?.quarantine).toBeDefined();
    });
    await open("#/scripts");
    const card = page.locator(".card", { hasText: "bomb.js" });
    await card.getByText("! quarantined").waitFor();
    await page.getByLabel("2 scripts that are broken or quarantined").waitFor();
    await card.getByRole("button", { name: "Release it now" }).click();
    await enterToken();
    await card.getByRole("button", { name: "Release it now" }).click();
    await card.getByText("● serving").waitFor();
    expect(runtime.scripts().find(({ id }) => id === "bomb.js")?.quarantine).toBeUndefined();
  });
});
