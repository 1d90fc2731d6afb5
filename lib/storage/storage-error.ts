/** Thrown when the store did not do what it was asked: it cannot be reached, it is full, it refuses. Trying again may help. */
export class StorageError extends Error {
  override name = "StorageError";
  readonly code: string = "storage-failed";
}

/** Thrown when an upload's parts are not the ones that were noted, or are gone: what was written so far is lost. */
export class UploadSpoiled extends StorageError {
  override name = "UploadSpoiled";
  override readonly code = "upload-spoiled";

  constructor(key: string, options?: ErrorOptions) {
    super(`The upload of ${key} has other parts than those that were noted. Begin it anew.`, options);
  }
}
