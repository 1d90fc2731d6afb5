import type { ExportPayload } from "@/lib/exports/jobs";
import { csv } from "./csv";
import { jsonArray, jsonLines } from "./json";
import type { TextFormat } from "./text-format";
import { XLSX_CONTENT_TYPE } from "./xlsx";

type Format = ({ isText: true } & TextFormat) | { isText: false; contentType: string; extension: string };

/** What kind of file was asked for. */
export function formatOf({ format, byteOrderMark, jsonLines: inLines }: ExportPayload): Format {
  switch (format) {
    case "csv":
      return { isText: true, ...csv(byteOrderMark) };
    case "json":
      return { isText: true, ...(inLines ? jsonLines : jsonArray) };
    case "xlsx":
      return { isText: false, contentType: XLSX_CONTENT_TYPE, extension: "xlsx" };
  }
}
