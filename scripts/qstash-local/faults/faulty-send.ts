import { type AttemptResult, noAnswer } from "../delivery/attempt-result";
import { deliver } from "../delivery/deliver";
import type { FaultKind } from "./fault-rule";
import type { Hit } from "./faults";

/** How a delivery is sent. */
export type Send = typeof deliver;

type Layer = (send: Send) => Send;

/** Asks the rules of one kind about the attempt at hand. */
type Strike = <Kind extends FaultKind>(kind: Kind) => Hit<Kind>[];

/** Sends with everything that goes wrong on the way, from the wire up to what we make of the answer. */
export function faultySend(strike: Strike, restart: () => void): Send {
  const layers: Layer[] = [
    ...strike("mutate-body").map(mutateBody),
    ...strike("slow-request").map(({ rule }) => changed({ bodyMs: rule.params.ms })),
    ...strike("slow-destination").map(({ rule }) => changed({ answerMs: rule.params.ms })),
    ...strike("restart").map(() => onceAnswered(restart)),
    ...strike("drop-destination-answer").map(() => dropAnswer),
    ...strike("drop-request").map(() => dropRequest),
    ...strike("give-up").map(giveUp),
  ];
  return layers.reduce<Send>((send, layer) => layer(send), deliver);
}

function changed(change: { bodyMs: number } | { answerMs: number }): Layer {
  return (send) => (delivery, stop) => send({ ...delivery, ...change }, stop);
}

/** Under the signature of what it was. */
function mutateBody({ random, struck }: Hit<"mutate-body">): Layer {
  return (send) => (delivery, stop) => {
    const place = Math.floor(random() * delivery.body.length);
    struck.detail = `byte ${place} of ${delivery.body.length}`;
    return send({ ...delivery, body: withOtherByte(delivery.body, place) }, stop);
  };
}

/** An empty body gets a byte. */
function withOtherByte(body: Buffer, place: number): Buffer {
  const other = Buffer.from(body.length > 0 ? body : "?");
  other.writeUInt8(other.readUInt8(place) ^ 1, place);
  return other;
}

const dropRequest: Layer = () => async () => noAnswer("connection reset (fault drop-request)");

const dropAnswer: Layer = (send) => async (delivery, stop) => {
  await send(delivery, stop);
  return noAnswer("connection reset after the request (fault drop-destination-answer)");
};

function onceAnswered(act: () => void): Layer {
  return (send) => async (delivery, stop) => {
    const result = await send(delivery, stop);
    if (result.status > 0) act();
    return result;
  };
}

function giveUp({ rule }: Hit<"give-up">): Layer {
  return (send) =>
    async (delivery, stop): Promise<AttemptResult> => {
      if (rule.params.attempted) await send(delivery, stop);
      return { ...noAnswer("given up (fault give-up)"), isFinal: true };
    };
}
