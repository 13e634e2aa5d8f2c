/**
 * Columns made from descriptions of a record's fields. The descriptions are typed by the
 * record's own keys, so a field that is added there has to be described here.
 *
 * @module
 */

import type { Cell, Column, ColumnType } from "./table.ts";

/** Type, unit and meaning of a column. */
export type Meaning = readonly [
  type: ColumnType,
  unit: string,
  meaning: string,
];

/**
 * A column for each described field of a part of the row that may be absent.
 *
 * @param meanings What is said of each field; the column is called like it.
 * @param part The part of a row that has the fields.
 * @returns The columns in the order of the descriptions.
 */
export function describedColumns<Row, Field extends string>(
  meanings: Record<Field, Meaning>,
  part: (row: Row) => Partial<Record<Field, Cell>> | undefined,
): Column<Row>[] {
  return (Object.entries(meanings) as [Field, Meaning][]).map(
    ([name, [type, unit, meaning]]) => ({
      name,
      type,
      unit,
      meaning,
      cell: (row) => part(row)?.[name],
    }),
  );
}
