import { shownBody, shownHeader } from "../api/redaction";
import type { DeliverySpec } from "../engine/delivery-spec";

/** What may be seen of a request: what its publisher wanted hidden from the API stays hidden here too. */
export function shownRequest(spec: DeliverySpec): DeliverySpec {
  if (!spec.redact) return spec;
  return { ...spec, body: shownBody(spec), header: new Map(Object.entries(shownHeader(spec))) };
}
