import { StorageError } from "@/lib/storage/storage-error";

/** Thrown for an answer of the store that is not what was asked for. `reason` is S3's own code, such as `AccessDenied`. */
export class S3Refused extends StorageError {
  override name = "S3Refused";
  readonly status: number;
  readonly reason: string;

  constructor(asked: string, status: number, reason: string) {
    super(`The store answered ${status} ${reason} to ${asked}.`);
    this.status = status;
    this.reason = reason;
  }
}
