/** Deepest nesting accepted from outside; recursive code over parsed values stays far from the stack's end. */
const DEEPEST = 32;

/** Thrown for text that is not JSON, or nests too deep. The message is fit for the sender. */
export class JsonError extends Error {
  override name = "JsonError";
}

/** Parses JSON from outside. @throws {JsonError} */
export function parseJson(text: string): unknown {
  if (nestsTooDeep(text)) throw new JsonError(`The body nests deeper than ${DEEPEST} levels.`);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw new JsonError("The body is not JSON.", { cause: error });
  }
}

/** Counts brackets outside strings, before anything recursive sees the text. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === "\\") index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      depth += 1;
      if (depth > DEEPEST) return true;
    } else if (char === "}" || char === "]") depth -= 1;
  }
  return false;
}
