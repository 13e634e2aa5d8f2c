import { assertEquals, assertThrows } from "@std/assert";
import { stringify } from "@std/csv";

Deno.test("stringify ends every row with CRLF", () => {
  assertEquals(stringify([["a", 1], ["b", 2]]), "a,1\r\nb,2\r\n");
  assertEquals(stringify([]), "");
});

Deno.test("stringify quotes separators, quotation marks and line feeds", () => {
  assertEquals(
    stringify([["a,b", 'a "b"', "a\nb", "a b", ""]]),
    '"a,b","a ""b""","a\nb",a b,\r\n',
  );
});

Deno.test("stringify writes null and undefined as nothing, objects as JSON", () => {
  assertEquals(
    stringify([[null, undefined, true, 10n, NaN, { a: 1 }]]),
    ',,true,10,NaN,"{""a"":1}"\r\n',
  );
});

Deno.test("stringify finds the values of columns and names them", () => {
  const data = [
    { name: "nagle", ci95: [1, 2], metric: { unit: "seconds" } },
    { name: "pace", ci95: [3, 4] },
  ];
  assertEquals(
    stringify(data, {
      columns: [
        "name",
        { header: "ci95_low", prop: ["ci95", 0] },
        ["metric", "unit"],
        { prop: "absent" },
      ],
    }),
    "name,ci95_low,unit,absent\r\nnagle,1,seconds,\r\npace,3,,\r\n",
  );
});

Deno.test("stringify leaves the names out, or all but the names", () => {
  const columns = ["a", "b,c"];
  assertEquals(stringify([], { columns }), 'a,"b,c"\r\n');
  assertEquals(
    stringify([{ a: 1, "b,c": 2 }], { columns, headers: false }),
    "1,2\r\n",
  );
});

Deno.test("stringify takes another separator and a byte-order mark", () => {
  assertEquals(
    stringify([["a", "b\tc", "d,e"]], { separator: "\t", bom: true }),
    '\ufeffa\t"b\tc"\td,e\r\n',
  );
});

Deno.test("stringify refuses objects without columns, and keys of arrays", () => {
  assertThrows(
    () => stringify([{ a: 1 }]),
    TypeError,
    "No property accessor function was provided for object",
  );
  assertThrows(
    () => stringify([[1]], { columns: ["a"] }),
    TypeError,
    'Property accessor is not of type "number"',
  );
});

Deno.test("stringify refuses a separator that CSV needs itself", () => {
  for (const separator of ['"', "\r\n"]) {
    assertThrows(
      () => stringify([], { separator }),
      TypeError,
      "Separator cannot include",
    );
  }
});
