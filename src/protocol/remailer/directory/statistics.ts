import type { Fault, Faults, Line } from './lines';

/** What the statistics say of one remailer. */
export interface Standing {
  readonly name: string;
  /** How long mail takes through it, in seconds. */
  readonly latency: number;
  /** Of a hundred test messages, how many came back. */
  readonly reliability: number;
  /** Twelve days, the last one on the right: the marks of those who made the statistics. */
  readonly latencyHistory: string;
  readonly history: string;
}

export interface Statistics {
  /** When they were made, in ms since 1970, if they say so. */
  readonly made: number | undefined;
  readonly standings: ReadonlyMap<string, Standing>;
  /** Pairs of names that lose mail when the one sends it to the other; `*` is any remailer. */
  readonly broken: readonly Pair[];
  /** Names of those that are no exit for our mail, by what they say they can do: they pass on only, or let no base64 through. */
  readonly noExits: ReadonlySet<string>;
  readonly faults: readonly Fault[];
}

export type Pair = readonly [from: string, to: string];

/** `1:05`: a latency for people, in hours and minutes. */
export function writeHours(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The rows of a table that `read` can use; of two for one name the first counts, and the other is a fault. */
export function readRows(
  rows: readonly Line[],
  read: (line: Line) => Standing | undefined,
  faults: Faults,
): Map<string, Standing> {
  const standings = new Map<string, Standing>();
  for (const line of rows) {
    const standing = read(line);
    if (standing && standings.has(standing.name)) faults.add(line.number, 'there is a line for this name already');
    else if (standing) standings.set(standing.name, standing);
  }
  return standings;
}

const brokenTitle = 'Broken type-II remailer chains';

/** The pairs under their title, up to the first line that is none. */
export function readBroken(lines: readonly Line[]): Pair[] {
  const title = lines.findIndex(({ text }) => text.startsWith(brokenTitle));
  if (title < 0) return [];
  const below = lines.slice(title + 1).map(({ text }) => text.trim());
  const from = below.findIndex((text) => text !== '');
  const pairs: Pair[] = [];
  for (const text of from < 0 ? [] : below.slice(from)) {
    const [, first, second] = /^\((\S{1,20}) (\S{1,20})\)$/.exec(text) ?? [];
    if (first === undefined || second === undefined) break;
    pairs.push([first, second]);
  }
  return pairs;
}

const unfit = ['middle', 'nobase64', 'no-base64'];

/** Out of the lines of capabilities, `$remailer{"frog"} = "<mix@frog.test> middle v2";`, wherever they stand (yamn.md §3). */
export function readNoExits(lines: readonly Line[]): Set<string> {
  const names = lines.flatMap(({ text }) => {
    const [, name, capabilities = ''] = /^\$remailer\{"([^"\s]{1,20})"\} = "([^"]{1,1000})";\s*$/.exec(text) ?? [];
    const words = capabilities.toLowerCase().split(' ');
    return name !== undefined && unfit.some((word) => words.includes(word)) ? [name] : [];
  });
  return new Set(names);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The moment in `Mon 02 Jan 2006 15:04:05 GMT`, in ms since 1970; undefined for anything else. */
export function readMoment(text: string): number | undefined {
  const [, day, name = '', year, time] = /^\w{3} (\d\d) (\w{3}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/.exec(text.trim()) ?? [];
  const month = months.indexOf(name) + 1;
  const moment = Date.parse(`${year}-${String(month).padStart(2, '0')}-${day}T${time}Z`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** The line after the first that `is` so, as an index; the end where there is none. */
export function behind(lines: readonly Line[], is: (text: string) => boolean): number {
  const at = lines.findIndex(({ text }) => is(text));
  return at < 0 ? lines.length : at + 1;
}

/** As `readMoment` reads it. */
export function writeMoment(time: number): string {
  return new Date(time).toUTCString().replace(',', '');
}

/** As `readBroken` reads it. */
export function writeBroken(pairs: readonly Pair[]): string[] {
  return [`${brokenTitle}:`, ...pairs.map(([from, to]) => `(${from} ${to})`), ''];
}

/** What is written of a file of statistics. */
export interface StatisticsText extends Pick<Statistics, 'broken'> {
  readonly made: number;
  readonly standings: readonly Standing[];
}
