import { assert, assertEquals, assertThrows } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import {
  KernelFileError,
  kernelText,
  readKernelFile,
  readKernelLink,
} from "./read_kernel_file.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

const ignore = Deno.build.os !== "linux";

Deno.test({
  name: "a file of /proc is read as a shell reads it",
  ignore,
  async fn() {
    const { stdout } = await new Deno.Command("cat", {
      args: ["/proc/version"],
    }).output();
    assertEquals(
      readKernelFile("/proc/version"),
      new TextDecoder().decode(stdout),
    );
  },
});

Deno.test({
  name: "a file longer than one read is read whole",
  ignore,
  fn() {
    const text = readKernelFile("/proc/kallsyms") ?? "";
    assert(text === "" || text.length > 65_536, `${text.length} characters`);
    assert(text === "" || text.endsWith("\n"));
  },
});

Deno.test("a file that does not exist is undefined", () => {
  assertEquals(readKernelFile("/proc/no/such/file"), undefined);
  assertEquals(readKernelFile("/proc/version/not-a-folder"), undefined);
  assertEquals(readKernelLink("/proc/no/such/link"), undefined);
  assertEquals(kernelText("/proc/no/such/file"), null);
});

Deno.test({
  name: "an error of the kernel names the path and the errno",
  ignore,
  fn() {
    const EISDIR = 21;
    const error = assertThrows(
      () => readKernelFile("/proc/self"),
      KernelFileError,
      "Cannot read /proc/self: read() failed with errno 21",
    );
    assertEquals(error.errno, EISDIR);
    assertThrows(
      () => readKernelLink("/proc/version"),
      KernelFileError,
      "Cannot read /proc/version: readlink() failed with errno 22",
    );
    assertEquals(kernelText("/proc/self"), null);
  },
});

Deno.test("files elsewhere are refused", () => {
  for (
    const path of [
      "/etc/passwd",
      "proc/version",
      "/procession",
      "/proc/../etc/passwd",
      "/sys/./kernel",
      "/proc/a\0b",
    ]
  ) {
    assertThrows(() => readKernelFile(path), RangeError, "as a kernel file");
    assertThrows(() => readKernelLink(path), RangeError, "as a kernel file");
  }
});

Deno.test({
  name: "a link of /proc is read",
  ignore,
  fn() {
    const link = readKernelLink("/proc/self/ns/net") ?? "";
    assert(/^net:\[\d+\]$/.test(link), link);
  },
});

Deno.test("without --allow-ffi there is nothing to read, and no error", async () => {
  const module = import.meta.resolve("./read_kernel_file.ts");
  const script = `
    import { readKernelFile, readKernelLink } from ${JSON.stringify(module)};
    console.log(
      readKernelFile("/proc/version"),
      readKernelLink("/proc/self/ns/net"),
    );
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      `data:text/typescript,${encodeURIComponent(script)}`,
    ],
  }).output();
  const decoder = new TextDecoder();
  assertEquals(
    decoder.decode(stdout),
    "undefined undefined\n",
    decoder.decode(stderr),
  );
});
