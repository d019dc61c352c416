import { openFaults, readLines } from '../directory/lines';
import type { Faults, Line } from '../directory/lines';
import {
  behind,
  readBroken,
  readMoment,
  readNoExits,
  readRows,
  writeBroken,
  writeMoment,
} from '../directory/statistics';
import type { Standing, Statistics, StatisticsText } from '../directory/statistics';

const madeTitle = 'Last update: ';
const ruler = '-'.repeat(44);
/** Of a line that counts, without its end. */
const lineChars = [43, 45] as const;

/** Reads `mlist.txt` (mixmaster.md §3). Never throws: a line that cannot be used is a fault, and the rest is used. */
export function readStatistics(file: Uint8Array): Statistics {
  const faults = openFaults();
  const lines = readLines(file, faults);
  const made = lines.find(({ text }) => text.startsWith(madeTitle));
  const table = lines.slice(behind(lines, (text) => text.startsWith(ruler)));
  if (table.length === 0) faults.add(lines.length, 'there is no table of statistics');
  const end = table.findIndex(({ text }) => text.startsWith('</PRE>'));
  const rows = table.slice(0, end < 0 ? table.length : end).filter(({ text }) => text.trim() !== '');
  return {
    made: made && readMoment(made.text.slice(madeTitle.length)),
    standings: readRows(rows, (line) => readStanding(line, faults), faults),
    broken: readBroken(lines),
    noExits: readNoExits(lines),
    faults: faults.list,
  };
}

/** Fixed columns: name, history from 15, latency from 28, reliability from 37. */
function readStanding({ number, text }: Line, faults: Faults): Standing | undefined {
  const [least, most] = lineChars;
  const name = text.slice(0, 15).split(' ')[0] ?? '';
  const history = text.slice(15, 27);
  const latency = readLatency(text.slice(28, 36));
  const reliability = /^ {0,2}(\d{1,3}\.\d\d)$/.exec(text.slice(37, 43))?.[1];
  if (text.length < least || text.length > most)
    faults.add(number, `a line of statistics has ${least} to ${most} characters`);
  else if (latency === undefined) faults.add(number, 'a latency is written as hours:minutes:seconds');
  else if (reliability === undefined || Number(reliability) > 100)
    faults.add(number, 'a reliability is a number from 0 to 100');
  else return { name, latency, reliability: Number(reliability), latencyHistory: '', history };
  return undefined;
}

/** In seconds; blank is none. */
function readLatency(text: string): number | undefined {
  if (text.trim() === '') return 0;
  const [, hours = '0', minutes, seconds] = /^(?:(\d{1,2}):)?(\d{1,2}):(\d\d)$/.exec(text.trim()) ?? [];
  if (minutes === undefined || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** As `readStatistics` reads it. */
export function writeStatistics({ made, standings, broken }: StatisticsText): string {
  const rows = standings.map(({ name, latency, history, reliability }) =>
    [name.padEnd(15), history, ' ', writeLatency(latency).padStart(8), reliability.toFixed(2).padStart(7), '%'].join(
      '',
    ),
  );
  const title = ['mixmaster           history  latency  uptime', ruler];
  return ['', ...writeBroken(broken), `${madeTitle}${writeMoment(made)}`, ...title, ...rows, ''].join('\n');
}

function writeLatency(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
