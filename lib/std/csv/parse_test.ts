import { assertEquals, assertThrows } from "@std/assert";
import { parse, stringify } from "@std/csv";

Deno.test("parse reads rows that end with CRLF or LF, or with the file", () => {
  assertEquals(parse("a,b\r\nc,d\ne,f"), [["a", "b"], ["c", "d"], ["e", "f"]]);
});

Deno.test("parse leaves out empty lines and a byte-order mark", () => {
  assertEquals(parse("\ufeffa,b\n\nc,d\n"), [["a", "b"], ["c", "d"]]);
  assertEquals(parse(""), []);
});

Deno.test("parse reads quoted values", () => {
  assertEquals(
    parse('"a,b","a ""b""","a\r\nb",""\n'),
    [["a,b", 'a "b"', "a\nb", ""]],
  );
});

Deno.test("parse takes rows of any length where columns have no names", () => {
  assertEquals(parse("a\nb,c\n"), [["a"], ["b", "c"]]);
});

Deno.test("parse names the columns by the first row", () => {
  const rows: Record<string, string>[] = parse("port,book\n80,Emma\n", {
    skipFirstRow: true,
  });
  assertEquals(rows, [{ port: "80", book: "Emma" }]);
});

Deno.test("parse names the columns as it is told, and their types follow", () => {
  const rows = parse("80,Emma\n", { columns: ["port", "book"] });
  const ports: string[] = rows.map((row) => row.port);
  assertEquals(ports, ["80"]);
  // @ts-expect-error there is no such column
  assertEquals(rows[0]?.ports, undefined);
  assertEquals(
    parse("a,b\n80,Emma\n", { columns: ["port", "book"], skipFirstRow: true }),
    rows,
  );
});

Deno.test("parse takes another separator and leaves out space", () => {
  assertEquals(parse("a;b\n", { separator: ";" }), [["a", "b"]]);
  assertEquals(parse(" a,  b\n", { trimLeadingSpace: true }), [["a", "b"]]);
  assertEquals(parse(" a,  b\n"), [[" a", "  b"]]);
});

Deno.test("parse refuses rows that do not fit the columns", () => {
  assertThrows(
    () => parse("a,b\n1\n", { skipFirstRow: true }),
    Error,
    "Syntax error on line 2: The record has 1 fields, but the header has 2 fields",
  );
  assertThrows(
    () => parse("", { skipFirstRow: true }),
    TypeError,
    "headers must be defined",
  );
});

Deno.test("parse refuses quotation marks where they cannot be, and says where", () => {
  for (const input of ['a\nb "c"\n', 'a\n"b" c\n', 'a\n"b\n']) {
    assertThrows(() => parse(input), SyntaxError, "Syntax error on line");
  }
});

Deno.test("parse reads what stringify writes", () => {
  const rows = [["a,b", 'c "d"', "e\nf", " g ", "", "ü €"]];
  assertEquals(parse(stringify(rows)), rows);
});
