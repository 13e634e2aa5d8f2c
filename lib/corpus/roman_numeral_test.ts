import { assertEquals } from "@std/assert";
import { romanNumeral } from "./roman_numeral.ts";

Deno.test("romanNumeral: writes numbers of chapters", () => {
  assertEquals(
    [1, 4, 9, 14, 40, 90, 399, 444, 1888, 3999].map(romanNumeral),
    [
      "I",
      "IV",
      "IX",
      "XIV",
      "XL",
      "XC",
      "CCCXCIX",
      "CDXLIV",
      "MDCCCLXXXVIII",
      "MMMCMXCIX",
    ],
  );
});
