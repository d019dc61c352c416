import type { Clock } from '../base/clock';
import type { Terminal } from './terminal';

/** Prints a step that has just been done, with the time it took since the one before. */
export type Stopwatch = (step: string) => void;

export function openStopwatch(terminal: Terminal, clock: Clock): Stopwatch {
  let last = clock.now();
  return (step) => {
    const now = clock.now();
    terminal.out(`${((now - last) / 1000).toFixed(3).padStart(8)} s  ${step}`);
    last = now;
  };
}
