import { assertEquals } from "@std/assert";
import { isOlderDeno } from "./deno_version.ts";

const [major, minor] = Deno.version.deno.split(".").map(Number) as [
  number,
  number,
];

Deno.test("major and minor version count, the patch level does not", () => {
  for (
    const [version, older] of [
      [Deno.version.deno, false],
      [`${major}.${minor}.0`, false],
      [`${major}.${minor}.0-rc.1`, false],
      [`${major}.${minor + 1}.0`, false],
      [`${major + 1}.0.0`, false],
      [`${major}.${minor - 1}.99`, minor > 0],
      [`${major - 1}.99.0`, true],
      ["1.30.0", true],
    ] as const
  ) assertEquals(isOlderDeno(version), older, version);
});
