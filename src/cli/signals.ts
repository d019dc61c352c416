import { exitStatus } from './errors';

/** Aborts at the first SIGINT or SIGTERM: what is being written is then finished. A second one ends the program at once. */
export function untilTold(): AbortSignal {
  const told = new AbortController();
  const handle = () => {
    if (told.signal.aborted) process.exit(exitStatus.interrupted);
    told.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, handle);
  return told.signal;
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
