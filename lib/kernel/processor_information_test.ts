import { assertEquals } from "@std/assert";
import { parseProcessorInformation } from "./processor_information.ts";

function sample(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../../fixtures/proc/${name}`, import.meta.url),
  );
}

Deno.test("x86-64 has a model, a clock and the hypervisor's flag", () => {
  assertEquals(parseProcessorInformation(sample("cpuinfo_x86_64")), {
    model: "AMD EPYC",
    megahertz: 2596.132,
    hypervisor: true,
  });
});

Deno.test("without the flag there is no hypervisor", () => {
  const text = "flags\t\t: fpu vme not-hypervisor\n";
  assertEquals(parseProcessorInformation(text), { hypervisor: false });
});

Deno.test("AArch64 does not name its model", () => {
  assertEquals(parseProcessorInformation(sample("cpuinfo_aarch64")), {});
});

Deno.test("a Raspberry Pi names itself", () => {
  assertEquals(parseProcessorInformation(sample("cpuinfo_raspberry_pi")), {
    model: "Raspberry Pi 4 Model B Rev 1.2",
  });
});

Deno.test("an empty text says nothing", () => {
  assertEquals(parseProcessorInformation(""), {});
});
