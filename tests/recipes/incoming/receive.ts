import { Webhook, WebhookVerificationError } from "standardwebhooks";

type Event = { type: string; timestamp: string; data: { jobId: string; status: string } };

type Receiver = {
  /** The secret that was shown when the endpoint was made: `whsec_…`. */
  secret: string;
  /** Notes the id, and says whether it is new: an insert with a unique key in your own database. */
  isNew: (webhookId: string) => Promise<boolean>;
  /** Puts the work somewhere to be done later: the answer must not wait for it. */
  accept: (event: Event) => Promise<void>;
};

/** Answers one delivery. Give it the request untouched: the signature is of the raw body. */
export async function receive(request: Request, { secret, isNew, accept }: Receiver): Promise<Response> {
  const body = await request.text();
  try {
    new Webhook(secret).verify(body, Object.fromEntries(request.headers));
  } catch (error) {
    if (error instanceof WebhookVerificationError) return new Response(null, { status: 401 });
    throw error;
  }
  const event: Event = JSON.parse(body);
  if (await isNew(request.headers.get("webhook-id") ?? "")) await accept(event);
  return new Response(null, { status: 204 });
}
