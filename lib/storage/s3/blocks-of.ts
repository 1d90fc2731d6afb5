import type { Blocks } from "@/lib/storage/storage";
/**
 * The same bytes in blocks of one size, the last one shorter. There is one block in memory at a time: it is used again,
 * so be done with it before you ask for the next.
 */
export async function* blocksOf(body: Blocks, size: number): AsyncGenerator<Uint8Array> {
  const block = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(size - filled, chunk.length - at);
      block.set(chunk.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled === size) {
        yield block;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
