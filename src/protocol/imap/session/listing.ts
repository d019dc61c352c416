import type { MailboxInfo } from '../backend';
import type { List } from '../command/list';
import type { Listed } from '../response/list';
import { limits } from '../limits';
import { separator } from '../wire/mailboxName';
import { matchesPattern } from './pattern';

export type { Listed } from '../response/list';

/** A name that exists, or is only the parent of one that does, or is only subscribed to. */
interface Candidate {
  readonly name: string;
  readonly info: MailboxInfo | undefined;
}

/** The answer to LIST or LSUB: each name once, INBOX first, then by name (RFC 9051 §6.3.9, RFC 5258 §3). */
export function listMailboxes(infos: readonly MailboxInfo[], command: List): Listed[] {
  // in the extended syntax empty names ask for nothing (RFC 9051 §6.3.9)
  const asked = command.extended ? command.patterns.filter((pattern) => pattern !== '') : command.patterns;
  const patterns = asked.map((pattern) => command.reference + pattern).filter(isBearable);
  const isNamed = (name: string) => patterns.some((pattern) => matchesPattern(name, pattern));
  const family = familyOf(infos, command, isNamed);
  return withParents(infos)
    .filter(({ name }) => isNamed(name))
    .flatMap((candidate) => describe(candidate, command, family));
}

/** Which names have names below them: any that exist, any that the selection options choose, and any of these that no pattern names. */
interface Family {
  readonly parents: ReadonlySet<string>;
  readonly parentsOfChosen: ReadonlySet<string>;
  readonly parentsOfUnnamed: ReadonlySet<string>;
}

/** LSUB stands in a parent for names that its "%" stops short of, and for those only (RFC 3501 §6.3.9). */
function familyOf(infos: readonly MailboxInfo[], command: List, isNamed: (name: string) => boolean): Family {
  const ancestorsOf = (some: readonly MailboxInfo[]) => new Set(some.flatMap(({ name }) => ancestors(name)));
  const chosen = infos.filter((info) => isChosen(info, command));
  const standsIn = command.extended || command.patterns.some((pattern) => pattern.includes('%'));
  return {
    parents: ancestorsOf(infos.filter(({ selectable }) => selectable)),
    parentsOfChosen: ancestorsOf(chosen),
    parentsOfUnnamed: ancestorsOf(standsIn ? chosen.filter(({ name }) => !isNamed(name)) : []),
  };
}

function describe({ name, info }: Candidate, command: List, family: Family): Listed[] {
  const chosen =
    (info !== undefined && isChosen(info, command)) || (command.select.length === 0 && family.parents.has(name));
  const recursive = command.select.includes('RECURSIVEMATCH');
  // of one that is not chosen itself nothing is told that its children tell (RFC 5258 §3.1)
  if (!chosen && !(recursive && family.parentsOfUnnamed.has(name))) return [];
  const above = recursive && family.parentsOfChosen.has(name);
  const attributes = attributesOf({ name, info }, command, family.parents.has(name));
  return [{ name, attributes, standsIn: !chosen, ...(above && command.extended && { childInfo: childInfo(command) }) }];
}

function childInfo({ select }: List): string[] {
  return select.filter((option) => option === 'SUBSCRIBED' || option === 'SPECIAL-USE');
}

function isChosen(info: MailboxInfo, { select }: List): boolean {
  if (select.includes('SPECIAL-USE') && info.specialUse === undefined) return false;
  return select.includes('SUBSCRIBED') ? info.subscribed : info.selectable;
}

/** \Noselect besides \NonExistent, which implies it, for clients older than that (RFC 5258 §3). */
function attributesOf({ name, info }: Candidate, command: List, hasChildren: boolean): string[] {
  const tellsSubscribed =
    command.extended && (command.returns.includes('SUBSCRIBED') || command.select.includes('SUBSCRIBED'));
  const subscribedOnly = !command.extended && command.select.includes('SUBSCRIBED');
  return [
    ...(info?.selectable ? [] : ['\\NonExistent', '\\Noselect']),
    ...(subscribedOnly && info?.selectable && !info.subscribed ? ['\\Noselect'] : []),
    ...(tellsSubscribed && info?.subscribed ? ['\\Subscribed'] : []),
    hasChildren ? '\\HasChildren' : '\\HasNoChildren',
    ...(info?.specialUse && name !== '' ? [info.specialUse] : []),
  ];
}

function withParents(infos: readonly MailboxInfo[]): Candidate[] {
  const names = new Map<string, MailboxInfo | undefined>();
  for (const info of infos) for (const name of ancestors(info.name)) names.set(name, undefined);
  for (const info of infos) names.set(info.name, info);
  return [...names].map(([name, info]) => ({ name, info })).sort(byName);
}

function ancestors(name: string): readonly string[] {
  if (!name.includes(separator)) return none;
  const levels = name.split(separator);
  return levels.slice(1).map((_, i) => levels.slice(0, i + 1).join(separator));
}

/** Names cannot be longer, so longer patterns are only there to be slow. */
function isBearable(pattern: string): boolean {
  return pattern.length <= 2 * limits.nameBytes;
}

const none: readonly string[] = [];

function byName(a: Candidate, b: Candidate): number {
  if ((a.name === 'INBOX') !== (b.name === 'INBOX')) return a.name === 'INBOX' ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
