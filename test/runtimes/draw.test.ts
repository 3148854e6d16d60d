/** The page of `npm run demo:web` in a real Chromium: digits drawn with the mouse are classified. */
import { chromium as playwright } from "playwright-core";
import { expect, test } from "vitest";
import { serveDigits } from "../../scripts/digits/web.ts";
import { chromium, pathOrSkip } from "./missing.ts";

/** Strokes as corners, in pixels of the page's canvas. */
const drawn = [
  [
    "1",
    [
      [140, 40],
      [140, 240],
    ],
  ],
  [
    "7",
    [
      [70, 60],
      [210, 60],
      [120, 240],
    ],
  ],
] as const;

test("a 1 and a 7 drawn with the mouse", async (context) => {
  const executablePath = pathOrSkip(chromium, context);
  const { address, server } = await serveDigits(0);
  const browser = await playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForSelector("html[data-ready]", { timeout: 30_000 });
    const box = await page.locator("#paper").boundingBox();
    for (const [digit, [first, ...rest]] of drawn) {
      await page.click("#clear");
      await page.mouse.move((box?.x ?? 0) + first[0], (box?.y ?? 0) + first[1]);
      await page.mouse.down();
      for (const [x, y] of rest) await page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + y, { steps: 12 });
      await page.mouse.up();
      expect(await page.textContent("#digit")).toBe(digit);
    }
    expect(await page.textContent("#facts")).toMatch(/loaded in .* ms, \d+ µs a digit \(wasm\)/);
  } finally {
    await browser.close();
    server.close();
  }
}, 120_000);
