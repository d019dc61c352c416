import { execFileSync } from 'node:child_process';
import { type Clock, systemClock } from '../../src/base/clock';

/** A clock that runs faster than the world's, here and in programs. */
export interface FastClock extends Clock {
  /** Words that start a program by this clock, timers included; to be asked for at each start. */
  words(): readonly string[];
}

/** One second of the world's is `rate` of this clock's. In programs by Debian's libfaketime. */
export function startFastClock(rate: number): FastClock {
  const start = Date.now();
  const files = execFileSync('dpkg', ['-L', 'libfaketime'], { encoding: 'utf8' }).split('\n');
  const library = files.find((file) => file.endsWith('/libfaketimeMT.so.1')) ?? '';
  const now = () => start + (Date.now() - start) * rate;
  return {
    now,
    sleep: (ms, signal) => systemClock.sleep(ms / rate, signal),
    words: () => {
      const ahead = (now() - Date.now()) / 1000;
      return ['env', `LD_PRELOAD=${library}`, `FAKETIME=+${ahead.toFixed(3)} x${rate}`];
    },
  };
}
