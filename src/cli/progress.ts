import type { Clock } from '../base/clock';
import type { Terminal } from './terminal';

/** How far the work is: things done, and of how many where that is known. May be called as often as one likes. */
export type Report = (done: number, total?: number) => void;

/** On a screen: often enough to see it move, and not for work that is over at once. */
const redrawMs = 200;
/** Elsewhere, in a log or a pipe: a sign of life now and then. */
const lineMs = 10_000;

/**
 * Does `work` and shows how far it is, on standard error: a bar on a screen, gone again at the end, and plain lines elsewhere,
 * one every ten seconds. Work that never reports shows the time it has taken. `what` reads like "Fetching news".
 */
export async function withProgress<T>(
  terminal: Pick<Terminal, 'error' | 'screen'>,
  clock: Clock,
  what: string,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const begun = clock.now();
  const state: { last: number; done?: number; total?: number | undefined } = { last: begun };
  const show = () => {
    const now = clock.now();
    if (now - state.last < (terminal.screen ? redrawMs : lineMs)) return;
    state.last = now;
    const far = { done: state.done, total: state.total, seconds: Math.floor((now - begun) / 1000) };
    if (terminal.screen) terminal.screen.draw(writeBar(what, far, terminal.screen.columns()));
    else terminal.error(writeLine(what, far));
  };
  const over = new AbortController();
  const ticking = tick(clock, over.signal, show);
  try {
    return await work((done, total) => {
      Object.assign(state, { done, total });
      show();
    });
  } finally {
    over.abort();
    await ticking;
    terminal.screen?.draw('');
  }
}

/** Work that waits for a network, or for a key, says nothing for long. */
async function tick(clock: Clock, signal: AbortSignal, show: () => void): Promise<void> {
  for (;;) {
    await clock.sleep(redrawMs, signal);
    if (signal.aborted) return;
    show();
  }
}

interface Far {
  readonly done: number | undefined;
  readonly total: number | undefined;
  readonly seconds: number;
}

/** `Fetching news: 12 of 48 (25%)`, `Fetching news: 12`, or `Fetching news: 40 s`. */
export function writeLine(what: string, { done, total, seconds }: Far): string {
  if (done === undefined) return `${what}: ${seconds} s`;
  if (total === undefined || total <= 0) return `${what}: ${done}`;
  return `${what}: ${done} of ${total} (${percent(done, total)}%)`;
}

/** The same with a bar where there is a total and room for it, and never wider than the screen. */
export function writeBar(what: string, far: Far, columns: number): string {
  const line = writeLine(what, far);
  const { done, total } = far;
  const room = columns - line.length - 4;
  if (done === undefined || total === undefined || total <= 0 || room < 10) return line.slice(0, columns - 1);
  const width = Math.min(room, 30);
  const full = Math.round((percent(done, total) / 100) * width);
  return `${line} [${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}

function percent(done: number, total: number): number {
  return Math.min(100, Math.max(0, Math.floor((100 * done) / total)));
}
