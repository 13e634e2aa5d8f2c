import { assertEquals, assertThrows } from "@std/assert";
import { libc } from "../kernel/libc.ts";
import { ENGINE_NAMES, engineByName, engineMissing } from "./engines.ts";

// opened before the first test, because it stays open after the last one
libc();

Deno.test("every engine is found by the name that it bears, or says what it lacks", () => {
  for (const name of ENGINE_NAMES) {
    const missing = engineMissing(name);
    if (missing === undefined) assertEquals(engineByName(name).name, name);
    else assertThrows(() => engineByName(name), Error, missing);
  }
  assertEquals(engineMissing("deno"), undefined);
});

Deno.test("an unknown engine is an error that names the known ones", () => {
  for (const name of ["", "Deno", "toString", "__proto__"]) {
    assertThrows(
      () => engineByName(name),
      TypeError,
      `Unknown engine "${name}": known are deno, libc`,
    );
  }
});
