// Work in the background that is never two at a time and can be stopped: what it is at is finished first.

export interface Pace {
  /** Between two times, when there is no more to do. */
  readonly everyMs: number;
  /** Between two times, when there is. */
  readonly againMs?: number;
}

const pauseAfterFaultMs = 1_000;

/** Runs `once` again and again, sooner while it answers that there is more. Answers a function that stops it. */
export function repeat(
  once: () => Promise<boolean>,
  { everyMs, againMs = 0 }: Pace,
  onFault: (error: unknown) => void = () => {},
): () => Promise<void> {
  const stopped = new AbortController();
  const running = (async () => {
    while (!stopped.signal.aborted) {
      let waitMs = everyMs;
      try {
        if (await once()) waitMs = againMs;
      } catch (error) {
        onFault(error);
        waitMs = pauseAfterFaultMs;
      }
      if (waitMs > 0) await pause(waitMs, stopped.signal);
    }
  })();
  return async () => {
    stopped.abort();
    await running;
  };
}

/** Ends early when there is nothing to wait for any more. */
function pause(ms: number, until: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      until.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    until.addEventListener('abort', done);
    if (until.aborted) done();
  });
}
