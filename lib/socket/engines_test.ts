import { assertEquals, assertThrows } from "@std/assert";
import { ENGINE_NAMES, engineByName } from "./engines.ts";

Deno.test("every engine is found by the name that it bears", () => {
  for (const name of ENGINE_NAMES) assertEquals(engineByName(name).name, name);
});

Deno.test("an unknown engine is an error that names the known ones", () => {
  for (const name of ["", "Deno", "toString", "__proto__"]) {
    assertThrows(
      () => engineByName(name),
      TypeError,
      `Unknown engine "${name}": known are deno`,
    );
  }
});
