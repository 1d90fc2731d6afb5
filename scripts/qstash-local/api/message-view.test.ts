import { expect, it } from "vitest";
import type { DeliverySpec } from "../engine/delivery-spec";
import { createMessage } from "../engine/message";
import { logView } from "./log-view";
import { messageView } from "./message-view";

const plain: DeliverySpec = {
  url: "http://a.test/",
  method: "POST",
  header: new Map([["Content-Type", ["text/plain"]]]),
  body: Buffer.from("hi"),
  retries: 3,
  labels: [],
  callerIp: "127.0.0.1",
};

const callback = { url: "http://a.test/cb", method: "POST", header: new Map([["X-C", ["1"]]]) };
const failureCallback = { ...callback, url: "http://a.test/fcb", header: new Map([["X-F", ["1", "2"]]]) };
const rich: DeliverySpec = {
  ...plain,
  retryDelay: "1000",
  timeoutMs: 90_000,
  callback,
  failureCallback,
  labels: ["a", "b"],
  queueName: "q",
  topicName: "g",
  endpointName: "e",
  flowControl: { key: "k", parallelism: 2, rate: 5, periodMs: 60_000 },
};

const messageOf = (spec: DeliverySpec) => createMessage(spec, { createdAt: 1, notBefore: 2 });
/** As it goes over the wire: what is undefined is not there. */
const onTheWire = (view: object): unknown => JSON.parse(JSON.stringify(view));

it("a message shows every field that applies, durations in seconds", () => {
  const message = messageOf(rich);
  expect(onTheWire(messageView(message))).toEqual({
    messageId: message.id,
    url: "http://a.test/",
    method: "POST",
    header: { "Content-Type": ["text/plain"] },
    body: "hi",
    maxRetries: 3,
    notBefore: 2,
    createdAt: 1,
    topicName: "g",
    endpointName: "e",
    queueName: "q",
    callback: callback.url,
    callbackHeader: { "X-C": ["1"] },
    failureCallback: failureCallback.url,
    failureCallbackHeader: { "X-F": ["1", "2"] },
    callerIP: "127.0.0.1",
    label: "a",
    labels: ["a", "b"],
    retryDelayExpression: "1000",
    timeout: 90,
    flowControlKey: "k",
    parallelism: 2,
    rate: 5,
    period: 60,
  });
});

it("what does not apply is absent", () => {
  const message = messageOf(plain);
  expect(onTheWire(messageView(message))).toEqual({
    messageId: message.id,
    url: "http://a.test/",
    method: "POST",
    header: { "Content-Type": ["text/plain"] },
    body: "hi",
    maxRetries: 3,
    notBefore: 2,
    createdAt: 1,
    callerIP: "127.0.0.1",
  });
});

it("a log entry has its own names for the callback headers, base64 bodies and milliseconds", () => {
  const entry = { sequence: 1, time: 5, state: "CREATED", message: messageOf(rich) } as const;
  const view = onTheWire(logView(entry));
  expect(view).toMatchObject({
    time: 5,
    state: "CREATED",
    body: "aGk=",
    timeout: 90_000,
    callbackHeaders: { "X-C": ["1"] },
    failureCallbackHeaders: { "X-F": ["1", "2"] },
    queueName: "q",
    topicName: "g",
    endpointName: "e",
    flowControlKey: "k",
    period: 60,
    labels: ["a", "b"],
  });
  for (const name of ["callbackHeader", "nextDeliveryTime", "error", "responseStatus", "scheduleId"])
    expect(view).not.toHaveProperty(name);
});
