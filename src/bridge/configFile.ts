import { existsSync, writeFileSync } from 'node:fs';
import leven from 'leven';
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { UserError } from '../base/errors';
import { readNamed } from '../base/namedFile';
import { type Config, configSchema, settingNames } from './config';
import { inWords } from './configWords';

/** Reads and checks the configuration. Throws a UserError naming file, line, key and the nearest right name. */
export function readConfig(file: string): Config {
  if (!existsSync(file)) throw new UserError(`There is no configuration at ${file}. Run "nymbridge init" first.`);
  const text = readNamed(file).toString();
  const result = configSchema.safeParse(parseToml(file, text), { error: inWords });
  if (result.success) return result.data;
  throw new UserError(result.error.issues.map((issue) => describeIssue(file, text, issue)).join('\n'));
}

/** Writes the configuration a new bridge starts with; an existing file is left as it is. */
export function writeFirstConfig(file: string, text: string): void {
  if (!existsSync(file)) writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
}

function parseToml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n', 1)[0]?.replace('Invalid TOML document: ', '') ?? '';
    throw new UserError(`${file}, line ${error.line}: this is not TOML: ${reason}.`);
  }
}

function describeIssue(file: string, text: string, issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => describeUnknown(file, text, issue.path, key)).join('\n');
  }
  const key = issue.path.map(String).join('.');
  return `${where(file, text, issue.path)}: ${key === '' ? 'the file' : `"${key}"`}: ${issue.message}.`;
}

function describeUnknown(file: string, text: string, path: readonly PropertyKey[], key: string): string {
  const [table = '', , ...inside] = path.map(String);
  const known = settingNames[[table, ...inside].join('.')] ?? settingNames[table] ?? [];
  const nearest = nearestName(key, known);
  const advice = nearest === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  return `${where(file, text, [...path, key])}: there is no setting "${[...path, key].map(String).join('.')}". ${advice}`;
}

/** The candidate a person most likely meant: at most a third of the letters, and at least two, may be wrong. */
export function nearestName(typed: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((name) => ({ name, distance: leven(typed.toLowerCase(), name) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, typed.length / 3) ? best.name : undefined;
}

/** `FILE, line N` of the deepest part of `path` that the text names, else the file alone. */
function where(file: string, text: string, path: readonly PropertyKey[]): string {
  const lines = text.split('\n');
  const parts = path.map((_, i) => findLine(lines, path.slice(0, path.length - i)));
  const line = parts.find((one) => one !== undefined);
  return line === undefined ? file : `${file}, line ${line}`;
}

/** A look at the lines, not a second TOML parser: good enough to point at. */
function findLine(lines: readonly string[], path: readonly PropertyKey[]): number | undefined {
  const names = path.filter((part) => typeof part === 'string');
  const dotted = lines.slice(0, firstHeader(lines)).findIndex((line) => keyOf(line) === names.join('.'));
  return dotted >= 0 ? dotted + 1 : findInTable(lines, path, names);
}

function findInTable(
  lines: readonly string[],
  path: readonly PropertyKey[],
  names: readonly string[],
): number | undefined {
  const nth = path.find((part) => typeof part === 'number') ?? 0;
  const key = names.at(-1);
  const section = names.slice(0, -1).join('.');
  const starts = lines.flatMap((line, i) => (headerOf(line) === section ? [i] : []));
  const start = section === '' ? -1 : starts[typeof nth === 'number' ? nth : 0];
  if (start === undefined) return undefined;
  const next = lines.findIndex((line, i) => i > start && headerOf(line) !== undefined);
  const end = next < 0 ? lines.length : next;
  const inside = lines.findIndex((line, i) => i > start && i < end && keyOf(line) === key);
  const header = lines.findIndex((line) => headerOf(line) === names.join('.'));
  if (inside >= 0) return inside + 1;
  return header >= 0 ? header + 1 : start < 0 ? undefined : start + 1;
}

function firstHeader(lines: readonly string[]): number {
  const first = lines.findIndex((line) => headerOf(line) !== undefined);
  return first < 0 ? lines.length : first;
}

function headerOf(line: string): string | undefined {
  const text = line.trim();
  if (!text.startsWith('[')) return undefined;
  return text.split('#', 1)[0]?.replaceAll('[', '').replaceAll(']', '').trim();
}

function keyOf(line: string): string | undefined {
  const equals = line.indexOf('=');
  return equals < 0 ? undefined : line.slice(0, equals).trim();
}
