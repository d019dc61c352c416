import { UserError } from '../../base/errors';
import type { ServerKeyFacts } from '../../bridge';
import { confirm, type Terminal } from '../terminal';
import type { KeyOptions } from './find';

/** In groups of four, as people compare them. */
export function spaced(fingerprint: string): string {
  return (fingerprint.match(/.{4}/g) ?? []).join(' ');
}

/** Shows a key beside the question, not among the results. */
export function showKey({ error }: Pick<Terminal, 'error'>, facts: ServerKeyFacts): void {
  for (const line of keyLines(facts)) error(line);
}

/** A key as lines of name and value. */
export function keyLines(facts: ServerKeyFacts): string[] {
  const end = facts.expires === undefined ? 'without an end' : `valid until ${facts.expires.slice(0, 10)}`;
  const rows: [string, string][] = [
    ['Fingerprint', spaced(facts.fingerprint)],
    ...facts.userIds.map((userId): [string, string] => ['User id', userId]),
    ['Algorithm', facts.algorithm],
    ['Made', `${facts.created.slice(0, 10)}, ${end}`],
    ...(facts.documented === undefined ? [] : [['Documented', facts.documented] satisfies [string, string]]),
    ...[...facts.warnings, ...facts.objections].map((warning): [string, string] => ['Warning', warning]),
    ...(facts.useless === undefined ? [] : [['Useless', facts.useless] satisfies [string, string]]),
  ];
  return rows.map(([name, value]) => `${name.padEnd(11)}  ${value}`);
}

/** Throws UserError for a key that has been shown and cannot be taken, or only where the person says so. */
export function refuseShown({ useless, objections }: ServerKeyFacts, { anyway = false }: KeyOptions): void {
  if (useless !== undefined) throw new UserError('The key was not taken: it is of no use.');
  if (objections.length > 0 && !anyway)
    throw new UserError(
      'The key was not taken, because of the warning. Where you are sure that it is right: --anyway.',
    );
}

/** Whether the person trusts a key that has been shown: by its fingerprint, by a flag, or by an answer. */
export async function isTrusted(
  terminal: Terminal,
  { fingerprint }: ServerKeyFacts,
  given: string | undefined,
  { yes = false }: KeyOptions,
): Promise<boolean> {
  if (yes || given === fingerprint) return true;
  return confirm(terminal, 'Is this the right key?', '--fingerprint HEX or --yes');
}
