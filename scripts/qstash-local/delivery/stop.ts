/** Ends one attempt before its time. Every attempt has one and hardly any is ended, so it costs less than an `AbortController`. */
export type Stop = {
  /** Ends the attempt; a second time changes nothing. */
  end(reason: Error): void;
  /** Why it was ended; `undefined` while it may go on. */
  reason(): Error | undefined;
  /** Calls `act` when it is ended, at once if it already was. */
  onEnd(act: () => void): void;
};

export function createStop(): Stop {
  const acts: (() => void)[] = [];
  let ended: Error | undefined;

  return {
    end(reason) {
      if (ended) return;
      ended = reason;
      for (const act of acts) act();
    },
    reason: () => ended,
    onEnd(act) {
      if (ended) act();
      else acts.push(act);
    },
  };
}

/** For what understands nothing else. */
export function signalOf(stop: Stop): AbortSignal {
  const controller = new AbortController();
  stop.onEnd(() => controller.abort(stop.reason()));
  return controller.signal;
}
