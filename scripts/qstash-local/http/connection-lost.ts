/** Thrown when a request gets no answer: its connection breaks instead. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}
