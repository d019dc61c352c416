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
  const state: State = { last: begun, since: begun, from: 0 };
  const show = () => {
    const now = clock.now();
    if (now - state.last < (terminal.screen ? redrawMs : lineMs)) return;
    state.last = now;
    const { done, total } = state;
    const far = { done, total, seconds: Math.floor((now - begun) / 1000), perSecond: rateOf(state, now) };
    if (terminal.screen) terminal.screen.draw(writeBar(what, far, terminal.screen.columns()));
    else terminal.error(writeLine(what, far));
  };
  const over = new AbortController();
  const ticking = tick(clock, over.signal, show);
  try {
    return await work((done, total) => {
      // work of several parts begins anew with each
      const isNew = total !== state.total || done < (state.done ?? 0);
      Object.assign(state, isNew && { since: clock.now(), from: state.total === undefined ? 0 : done }, {
        done,
        total,
      });
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

interface State {
  /** When something was last shown. */
  last: number;
  done?: number;
  total?: number | undefined;
  /** When this part of the work began, and with how much done. */
  since: number;
  from: number;
}

/** Undefined as long as it would be a guess. */
function rateOf({ done = 0, since, from }: State, now: number): number | undefined {
  const seconds = (now - since) / 1000;
  return seconds >= 1 && done > from ? (done - from) / seconds : undefined;
}

interface Far {
  readonly done: number | undefined;
  readonly total: number | undefined;
  readonly seconds: number;
  readonly perSecond?: number | undefined;
}

/** `Fetching news: 12 of 48 (25%), 4/s, 9 s left`, `Fetching news: 12`, or `Fetching news: 40 s`. */
export function writeLine(what: string, { done, total, seconds, perSecond }: Far): string {
  if (done === undefined) return `${what}: ${seconds} s`;
  if (total === undefined || total <= 0) return `${what}: ${done}`;
  const pace = perSecond === undefined || done >= total ? '' : `, ${paceOf(total - done, perSecond)}`;
  return `${what}: ${done} of ${total} (${percent(done, total)}%)${pace}`;
}

function paceOf(left: number, perSecond: number): string {
  const rate = perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
  return `${rate}/s, ${timeLeft(left / perSecond)} left`;
}

/** `40 s`, `12 min`, `3 h 5 min`. */
export function timeLeft(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
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
