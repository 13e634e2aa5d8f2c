import { assertEquals } from "@std/assert";
import {
  hasNetworkAdministration,
  parseProcessStatus,
} from "./process_status.ts";

function sample(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../../fixtures/proc/${name}`, import.meta.url),
  );
}

Deno.test("root on both processors", () => {
  assertEquals(parseProcessStatus(sample("status_linux_6_18")), {
    processors_allowed: "0-1",
    effective_capabilities: "000001fffeffffff",
  });
});

Deno.test("an ordinary user on some processors", () => {
  assertEquals(parseProcessStatus(sample("status_unprivileged")), {
    processors_allowed: "2,4-7",
    effective_capabilities: "0000000000000000",
  });
});

Deno.test("missing fields are absent", () => {
  assertEquals(parseProcessStatus("Name:\tdeno\n"), {});
});

Deno.test("CAP_NET_ADMIN is bit 12 of the mask", () => {
  assertEquals(hasNetworkAdministration("000001fffeffffff"), true);
  assertEquals(hasNetworkAdministration("0000000000001000"), true);
  assertEquals(hasNetworkAdministration("000001ffffffefff"), false);
  assertEquals(hasNetworkAdministration("0000000000000000"), false);
});
