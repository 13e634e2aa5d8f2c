import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { parentId, parseParentId, processIds } from "./processes.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

const onLinux = Deno.build.os === "linux";
/** More than PID_MAX_LIMIT of linux/threads.h, so that no process can have it. */
const NOBODY = 4_194_305;

Deno.test("the parent stands after the name, whatever the name is", () => {
  assertEquals(parseParentId("77 (deno) S 12 77 77 0 -1"), 12);
  assertEquals(parseParentId("1 (init) S 0 1 1 0 -1"), 0);
  assertEquals(parseParentId("9 (a) S 1 (b)) R 34 9 9 0"), 34);
});

Deno.test("another text tells no parent", () => {
  for (const text of ["", "77", "77 (deno)", "77 (deno) S many 1"]) {
    assertEquals(parseParentId(text), undefined, text);
  }
});

Deno.test({
  name: "this process is among all processes, and its parent is known",
  ignore: !onLinux,
  fn() {
    const ids = processIds()!;
    assert(ids.includes(Deno.pid));
    assertEquals(new Set(ids).size, ids.length);
    assertEquals(parentId(Deno.pid), Deno.ppid);
  },
});

Deno.test({
  name: "a process is listed as long as it is there",
  ignore: !onLinux,
  async fn() {
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    try {
      assert(processIds()!.includes(child.pid));
      assertEquals(parentId(child.pid), Deno.pid);
    } finally {
      child.kill();
      await child.status;
    }
    assertEquals(processIds()!.includes(child.pid), false);
  },
});

Deno.test("nobody has no parent, and elsewhere than on Linux nobody is listed", () => {
  assertEquals(parentId(NOBODY), undefined);
  assertEquals(processIds() !== undefined, onLinux);
});
