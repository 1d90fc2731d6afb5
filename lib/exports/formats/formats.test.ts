import { buffer } from "node:stream/consumers";
import { parse } from "csv-parse/sync";
import { sql } from "drizzle-orm";
import exceljs from "exceljs";
import { array, assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, Column } from "@/lib/exports/sources/source";
import { csv } from "./csv";
import { jsonArray, jsonLines } from "./json";
import { xlsx } from "./xlsx";

const columns = (["text", "number", "boolean", "time"] as const).map(
  (type): Column => ({ name: `a ${type}`, type, value: sql`null` }),
);
const TEXT = columns.slice(0, 1);
const ROW: Cell[] = ['Ada, "the" first\r\n', -5, true, "2026-11-28T05:26:52.123Z"];
const EMPTY: Cell[] = [null, null, null, null];

describe("a CSV file", () => {
  const format = csv(false);

  it("is read by another program as it was meant, whatever the text", () => {
    assert(
      property(array(array(string({ unit: "grapheme" }), { minLength: 1, maxLength: 1 })), (rows) => {
        const file = format.head(TEXT) + format.rows(rows, TEXT, true);
        const read: unknown = parse(file, { relax_column_count: false });
        expect(read).toEqual([["a text"], ...rows.map(([text = ""]) => [guarded(text)])]);
      }),
    );
  });

  it("keeps numbers numbers, and times in ISO 8601", () => {
    expect(format.rows([ROW, EMPTY], columns, true)).toBe(
      '"Ada, ""the"" first\r\n",-5,true,2026-11-28T05:26:52.123Z\r\n,,,\r\n',
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"])(
    "makes the text %j one that no spreadsheet runs",
    (text) => {
      const read: unknown = parse(format.rows([[text]], TEXT, true));
      expect(read).toEqual([[`'${text}`]]);
    },
  );

  it("begins with a byte order mark where that was asked for", () => {
    expect(csv(true).head(TEXT)).toBe("\uFEFFa text\r\n");
  });
});

describe("a JSON file", () => {
  it("is one array, also when it comes page by page", () => {
    const file = [
      jsonArray.head(columns),
      jsonArray.rows([ROW], columns, true),
      jsonArray.rows([EMPTY, ROW], columns, false),
      jsonArray.tail,
    ].join("");
    const [first, second] = [objectOf(ROW), objectOf(EMPTY)];
    expect(JSON.parse(file)).toEqual([first, second, first]);
    expect(JSON.parse(jsonArray.head(columns) + jsonArray.tail)).toEqual([]);
  });

  it("is an object on each line where that was asked for", () => {
    const lines = jsonLines.rows([ROW, EMPTY], columns, true).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([objectOf(ROW), objectOf(EMPTY)]);
  });
});

describe("an Excel file", () => {
  it("opens in another program with types, dates, a header that stays, and text that is no formula", async () => {
    const sheet = await firstSheet([
      ["=1+1", 1.5, false, "2026-11-28T05:26:52.000Z"],
      EMPTY,
      ["a\u0007b", 0, true, null],
    ]);
    const value = (row: number, column: number) => sheet.getCell(row, column).value;
    expect([1, 2, 3, 4].map((at) => value(1, at))).toEqual(["a text", "a number", "a boolean", "a time"]);
    expect([1, 2, 3, 4].map((at) => value(2, at))).toEqual([
      "=1+1",
      1.5,
      false,
      new Date("2026-11-28T05:26:52.000Z"),
    ]);
    expect(sheet.getCell(2, 4).numFmt).toBe("yyyy-mm-dd hh:mm:ss");
    expect(value(3, 1)).toBeNull();
    expect(sheet.getCell(4, 1).text).toContain("b");
    expect(sheet.views).toMatchObject([{ state: "frozen", ySplit: 1 }]);
  });

  it("cuts a text that is longer than a cell", async () => {
    const sheet = await firstSheet([["x".repeat(40_000), 1, true, null]]);
    expect(sheet.getCell(2, 1).text).toHaveLength(32_767);
  });
});

async function firstSheet(rows: readonly Cell[][]) {
  const workbook = new exceljs.Workbook();
  const bytes = await buffer(
    xlsx(
      "users",
      columns,
      (async function* () {
        yield* rows;
      })(),
    ),
  );
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  const [sheet] = workbook.worksheets;
  if (sheet === undefined) throw new Error("The workbook has no sheet.");
  return sheet;
}

function objectOf(cells: readonly Cell[]) {
  return Object.fromEntries(columns.map(({ name }, at) => [name, cells[at]]));
}

function guarded(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
