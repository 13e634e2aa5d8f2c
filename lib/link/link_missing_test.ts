import { assertEquals, assertStringIncludes } from "@std/assert";
import { programOutput } from "../kernel/program_output.ts";
import type { Missing } from "./link_missing.ts";
import { linkTest } from "./testing/link_tests.ts";
import { scriptOutput } from "./testing/run_script.ts";

linkTest("without nsenter no link can be used, which is told", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // an ordinary user needs this one, too
    const unshare = await programOutput("sh", {
      args: ["-c", "command -v unshare"],
    });
    await Deno.symlink(unshare!.trim(), `${folder}/unshare`);
    const module = import.meta.resolve("./link_missing.ts");
    const script = `
      import { linkMissing } from ${JSON.stringify(module)};
      console.log(JSON.stringify(await linkMissing()));
    `;
    const { reason, remedy } = await scriptOutput(
      `data:text/javascript,${encodeURIComponent(script)}`,
      [],
      { env: { PATH: folder } },
    ) as Missing;
    assertEquals(
      reason,
      "an emulated link cannot be made: There is no program nsenter",
    );
    assertStringIncludes(remedy, "Install util-linux");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
