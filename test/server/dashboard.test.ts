// How the daemon serves the files of the dashboard, without a browser.

import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { Dashboard } from "../../src/server/dashboard.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";

const folder = createTemporaryFolder({
  "index.html": "<p>Hookloom</p>",
  "assets/index-1.js": "1;".repeat(100),
  ".built-from": "secret of the build",
});
afterAll(() => folder.dispose());
const dashboard = new Dashboard(folder.path);

describe("the dashboard's files", () => {
  it("come with a policy that lets the page ask nobody but the daemon", async () => {
    const page = dashboard.answer("/", undefined);
    expect(await page.text()).toBe("<p>Hookloom</p>");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = page.headers.get("content-security-policy")!.split("; ");
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]));
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
  });

  it("are compressed for who accepts it, and kept where their name says what is in them", async () => {
    const script = dashboard.answer("/assets/index-1.js", "br, gzip");
    expect(script.headers.get("content-encoding")).toBe("gzip");
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(gunzipSync(await script.bytes()).toString()).toBe("1;".repeat(100));
    expect(dashboard.answer("/", "gzip").headers.get("cache-control")).toBe("no-cache");
  });

  it("are those of the page only", async () => {
    for (const path of ["/.built-from", "/assets/../index.html", "/assets/none.js"])
      expect(dashboard.answer(path, undefined).status).toBe(404);
    const missing = new Dashboard(`${folder.path}/nowhere`).answer("/", undefined);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("npm run dashboard");
  });
});
