/**
 * The page in a real browser: what no look at its text can show.
 *
 * @module
 */

import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { findBrowser, TestBrowser } from "./testing/browser.ts";
import { reportPage } from "./report_page.ts";
import {
  analysed,
  hostileRun,
  SAMPLE_CHARTS,
  sampleRun,
} from "./testing/sample_run.ts";

const BROWSER = findBrowser();
const REMEDY =
  "no browser: install one with apt install chromium, or google-chrome";

/** Contrast of text that WCAG 2.2, 1.4.3, asks for. */
const TEXT_CONTRAST = 4.5;

/** Contrast of marks that WCAG 2.2, 1.4.11, asks for. */
const MARK_CONTRAST = 3;

/** Smallest text that is still read on a phone, in CSS pixels. */
const SMALLEST_TEXT = 10;

/** Writes pages into a folder of their own. */
async function writtenPages(): Promise<
  AsyncDisposable & { plain: string; hostile: string }
> {
  const folder = await Deno.makeTempDir({ prefix: "page_" });
  const write = async (
    name: string,
    run: Awaited<ReturnType<typeof sampleRun>>,
  ) => {
    const { input, charts } = analysed(run);
    const path = join(folder, name);
    await Deno.writeTextFile(path, await reportPage(input, charts));
    return String(toFileUrl(path));
  };
  return {
    plain: await write("plain.html", await sampleRun()),
    hostile: await write("hostile.html", await hostileRun()),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test({
  name: `the page in a browser${BROWSER === undefined ? ` (${REMEDY})` : ""}`,
  ignore: BROWSER === undefined,
  async fn(test) {
    await using pages = await writtenPages();
    await using browser = await TestBrowser.start(BROWSER!);
    const page = await browser.open(pages.plain);

    for (const width of [390, 1280]) {
      for (const theme of ["light", "dark"] as const) {
        await test.step(`${width} pixels wide, ${theme}: everything is there and can be read`, async () => {
          await page.show(width, theme);
          const seen = await page.ask("measure");
          assertEquals(seen.overflow, 0, "the page scrolls sideways");
          assertEquals(seen.charts, SAMPLE_CHARTS);
          assertGreaterOrEqual(seen.tables, 4);
          assertGreaterOrEqual(seen.smallestText, SMALLEST_TEXT);
          const { textContrast, markContrast } = seen;
          assertGreaterOrEqual(
            textContrast.contrast,
            TEXT_CONTRAST,
            textContrast.where,
          );
          assertGreaterOrEqual(
            markContrast.contrast,
            MARK_CONTRAST,
            markContrast.where,
          );
          assertEquals(await page.ask("cutTexts"), []);
        });
      }
    }

    await test.step("the keyboard reaches the skip link first, and what can be scrolled", async () => {
      await page.tab();
      assertEquals(await page.ask("focused"), {
        text: "To the results",
        isSeen: true,
      });
      assert(await page.ask("scrollsByKeyboard"));
    });

    await test.step("on paper nothing is folded away", async () => {
      assertEquals((await page.ask("foldable")).shown, 0);
      await page.print();
      const { all, shown } = await page.ask("foldable");
      assertEquals(shown, all);
    });

    await test.step("it asks for nothing and complains about nothing", () => {
      assertEquals([page.messages, page.requests], [[], []]);
    });

    await test.step("nothing of a hostile run is run", async () => {
      const page = await browser.open(pages.hostile);
      assertEquals(await page.ask("active"), 0);
      assertEquals([page.messages, page.requests], [[], []]);
    });
  },
});
