import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import { cellText, csvHeader, csvRows } from "./csv.ts";
import type { Cell, Table } from "./table.ts";

const TABLE: Table<Cell> = {
  file: "example.csv",
  rows: "One row per cell.",
  columns: [
    { name: "cell", type: "text", unit: "", meaning: "", cell: (row) => row },
    { name: "x", type: "text", unit: "", meaning: "", cell: () => "x" },
  ],
};

Deno.test("cellText() keeps a spreadsheet from running text as a formula", () => {
  for (const first of ["=", "+", "-", "@", "\t", "\r", "\n", "'"]) {
    assertEquals(cellText(`${first}1+1`), `'${first}1+1`);
  }
  assertEquals(cellText("1=1"), "1=1");
  assertEquals(cellText(""), "");
});

Deno.test("cellText() leaves numbers untouched and complete", () => {
  assertEquals(cellText(-1.5), "-1.5");
  assertEquals(cellText(0.1 + 0.2), "0.30000000000000004");
  assertEquals(cellText(1e21), "1e+21");
  assertEquals(cellText(0), "0");
});

Deno.test("cellText() is empty for what is no figure", () => {
  assertEquals(cellText(undefined), "");
  assertEquals(cellText(NaN), "");
  assertEquals(cellText(null as unknown as Cell), "");
  assertEquals(cellText(false), "false");
});

Deno.test("csvRows() writes RFC 4180", () => {
  assertEquals(csvHeader(TABLE), "cell,x\r\n");
  assertEquals(csvRows(TABLE, [1, "a,b"]), '1,x\r\n"a,b",x\r\n');
  assertEquals(csvRows(TABLE, []), "");
});

Deno.test("csvRows() brings awkward text back as it was, but for the apostrophe", () => {
  const texts = [
    'say "hello"',
    "two\nlines",
    " spaces ",
    "Žluťoučký 📚",
    "a,b;c\td",
    "=1+1",
  ];
  const rows = parse(csvRows(TABLE, texts));
  assertEquals(rows.map(([text]) => text!.replace(/^'/, "")), texts);
});
