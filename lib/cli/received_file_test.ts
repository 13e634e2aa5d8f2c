import { assertEquals, assertThrows } from "@std/assert";
import {
  defaultName,
  ReceivedFile,
  ReceivedFileError,
} from "./received_file.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const FETCH = { book: "a book", transport: "tcp", bufferBytes: 1 } as const;

Deno.test("a received file is there whole, or not at all", () => {
  using folder = new TemporaryFolder();
  {
    using file = ReceivedFile.prepare(folder.path);
    Deno.writeTextFileSync(file.part, "text");
    Deno.writeTextFileSync(file.spill, "text");
    assertEquals(file.keep(FETCH), folder.join("a book.tcp.1.received"));
    assertEquals(
      Deno.readTextFileSync(folder.join("a book.tcp.1.received")),
      "text",
    );
  }
  assertEquals(folder.list(), ["a book.tcp.1.received"]);
  {
    using file = ReceivedFile.prepare(folder.path, folder.join("it"));
    Deno.writeTextFileSync(file.part, "half");
  }
  assertEquals(folder.list(), ["a book.tcp.1.received"]);
});

Deno.test("a received file takes the place of a file, and of nothing else", () => {
  using folder = new TemporaryFolder();
  const file = folder.write("file", "old");
  Deno.mkdirSync(folder.join("folder"));
  {
    using received = ReceivedFile.prepare(folder.path, file);
    Deno.writeTextFileSync(received.part, "new");
    received.keep(FETCH);
  }
  assertEquals(Deno.readTextFileSync(file), "new");
  for (const output of [folder.join("folder"), folder.join("none/file")]) {
    assertThrows(
      () => ReceivedFile.prepare(folder.path, output),
      ReceivedFileError,
      folder.path,
    );
  }
  // made after the download had begun
  Deno.mkdirSync(folder.join("a book.tcp.1.received"));
  {
    using received = ReceivedFile.prepare(folder.path);
    assertThrows(() => received.keep(FETCH), ReceivedFileError, "a book.tcp.1");
  }
  assertEquals(folder.list(), ["a book.tcp.1.received", "file", "folder"]);
});

Deno.test("a received file explains the errors of its own files only", () => {
  using folder = new TemporaryFolder();
  using file = ReceivedFile.prepare(folder.path);
  const other = new Error("another");
  assertEquals(file.explain(other), other);
  const full = Object.assign(new Error("No space left"), { code: "ENOSPC" });
  assertEquals(
    String(file.explain(full)),
    `ReceivedFileError: Cannot write the received book into ${folder.path}: ` +
      `No space left. Name another file with -o`,
  );
  Deno.removeSync(folder.path, { recursive: true });
  const gone = assertThrows(() => Deno.openSync(file.part));
  assertEquals(file.explain(gone) instanceof ReceivedFileError, true);
  Deno.mkdirSync(folder.path);
});

Deno.test("a default name is one that a folder can have", () => {
  const names: [book: string, name: string][] = [
    ["bleak_house", "bleak_house.udp.32.received"],
    ["a b—ñ", "a b—ñ.udp.32.received"],
    ["a\nb", "a_b.udp.32.received"],
    ["a/../b\\c", "a_.._b_c.udp.32.received"],
    ["..", "_.udp.32.received"],
    ["", "book.udp.32.received"],
    ["😀".repeat(100), `${"😀".repeat(59)}.udp.32.received`],
  ];
  for (const [book, name] of names) {
    assertEquals(
      defaultName({ book, transport: "udp", bufferBytes: 32 }),
      name,
    );
  }
});
