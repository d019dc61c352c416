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

const madeTitle = 'Generated: ';

/**
 * Reads `mlist2.txt` (yamn.md §3). Never throws: a line that cannot be used is a fault, and the rest is used. The original does not look at broken
 * chains; they are told here.
 */
export function readStatistics(file: Uint8Array): Statistics {
  const faults = openFaults();
  const lines = readLines(file, faults);
  const title = behind(lines, (text) => text.startsWith(madeTitle));
  const made = readMoment(lines[title - 1]?.text.slice(madeTitle.length) ?? '');
  const rest = lines.slice(title);
  const table = rest.slice(behind(rest, (text) => text.startsWith('----------')));
  if (table.length === 0) faults.add(lines.length, 'there is no table of statistics');
  const end = table.findIndex(({ text }) => text.trim() === '');
  if (table.length > 0 && end < 0) faults.add(lines.length, 'the table does not end: the file is cut off');
  const standings = readRows(table.slice(0, Math.max(end, 0)), (line) => readStanding(line, faults), faults);
  return { made, standings, broken: readBroken(lines), noExits: readNoExits(lines), faults: faults.list };
}

function readStanding({ number, text }: Line, faults: Faults): Standing | undefined {
  const cut = text.indexOf('%');
  const fields = text
    .slice(0, cut < 0 ? text.length : cut)
    .split(/[ \t]+/)
    .filter((field) => field !== '');
  const [name = '', latencyHistory = '', latency = '', history = '', uptime = ''] = fields;
  const minutes = /^(\d{0,2}):([0-5]\d)$/.exec(latency);
  const reliability = readPercent(uptime);
  if (fields.length !== 5) faults.add(number, 'a line of statistics has five fields');
  else if (!minutes) faults.add(number, 'a latency is written as hours:minutes');
  else if (reliability === undefined) faults.add(number, 'an uptime is a number from 0 to 100');
  else
    return { name, latencyHistory, history, reliability, latency: (Number(minutes[1]) * 60 + Number(minutes[2])) * 60 };
  return undefined;
}

/** In tenths, the rest cut off. */
function readPercent(text: string): number | undefined {
  if (!/^\d{1,3}(?:\.\d{1,6})?$/.test(text) || Number(text) > 100) return undefined;
  return Math.floor(Number(text) * 10 + 1e-6) / 10;
}

/** As `readStatistics` reads it. */
export function writeStatistics({ made, standings, broken }: StatisticsText): string {
  const rows = standings.map(({ name, latencyHistory, latency, history, reliability }) => {
    const shown = `${Math.floor(latency / 3600) || ''}:${twoDigits(Math.floor(latency / 60) % 60)}`;
    return `${name.padEnd(12)} ${latencyHistory} ${shown.padStart(6)}   ${history} ${reliability.toFixed(1).padStart(5)}%`;
  });
  const head = ['Stats-Version: 2.0', `${madeTitle}${writeMoment(made)}`];
  const title = ['Mixmaster    Latent-Hist   Latent  Uptime-Hist   Uptime  Options', '-'.repeat(64)];
  return [...head, ...title, ...rows, '', ...writeBroken(broken), ''].join('\n');
}

const twoDigits = (value: number) => String(value).padStart(2, '0');
