/**
 * Where files are kept: a local folder, or any store that speaks S3. A key is a path such as `exports/<uuid>`;
 * whoever makes one up asks `assertKey`. Every method throws `StorageError` when the store does not do it.
 */
export type Storage = {
  /** Writes a file in one go; until it is whole, the key reads as before. @returns its size. */
  put(key: string, body: Blocks, options: PutOptions): Promise<{ bytes: number }>;
  /** Reads a file or a range of it, both ends included; null when there is none. Cancel the body to let go of it. */
  get(key: string, range?: ByteRange): Promise<StoredBody | null>;
  head(key: string): Promise<StoredFile | null>;
  /** Done as well when there is none. */
  delete(key: string): Promise<void>;
  /** The files whose keys begin so, in no order. */
  list(prefix: string): AsyncIterable<StoredFile & { key: string }>;
  /** An address that gives out the file for a while to whoever has it; null when the app has to serve it itself. */
  presignGet(key: string, options: PresignOptions): Promise<string | null>;
  /** Begins a file that comes in parts, over many runs. @returns the upload's id. */
  beginUpload(key: string, options: { contentType: string }): Promise<string>;
  /**
   * Keeps one part; the same number again replaces it.
   *
   * @param number from 1 to 10,000.
   * @param bytes at least `PART_LEAST_BYTES`, except for the last part.
   * @returns the tag that `completeUpload` compares.
   */
  putPart(key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<{ tag: string }>;
  /**
   * Makes the file of its parts. Done already counts as done.
   *
   * @throws {UploadSpoiled} when the store has other parts than these, or none any more: begin anew.
   */
  completeUpload(key: string, uploadId: string, parts: readonly UploadedPart[]): Promise<{ bytes: number }>;
  /** Forgets an upload and its parts; done as well when there is none. */
  abortUpload(key: string, uploadId: string): Promise<void>;
  /** The uploads that are neither complete nor aborted, of keys that begin so. */
  listUploads(prefix: string): AsyncIterable<{ key: string; uploadId: string; startedAt: Date }>;
};

/** A file's bytes, as they come: what is there already as a list, `[bytes]`. */
export type Blocks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

type PutOptions = {
  contentType: string;
  /** Aborting it leaves nothing behind. */
  signal?: AbortSignal;
};

/** The first and the last byte, from 0; `end` may lie beyond the file. */
export type ByteRange = { start: number; end: number };

export type StoredFile = { bytes: number; modifiedAt: Date };

export type StoredBody = {
  body: ReadableStream<Uint8Array>;
  /** Of the range, where one was asked for. */
  bytes: number;
  /** Of the whole file. */
  total: number;
};

export type UploadedPart = { number: number; tag: string; bytes: number };

type PresignOptions = {
  /** What the person who downloads it will see. */
  fileName: string;
  contentType: string;
  expiresSeconds: number;
};

/** S3 refuses smaller parts, except for the last. */
export const PART_LEAST_BYTES = 5 * 1024 * 1024;
