import { NymservError } from './errors';
import { limits } from './limits';

/** Local parts that no nym can have (nymserv.md §2): the usual list; a server may reserve more. */
export const reservedNames: readonly string[] = [
  'abuse',
  'admin',
  'config',
  'help',
  'list',
  'postmaster',
  'root',
  'send',
  'this',
  'url',
  'webmaster',
];

/**
 * Refuses a local part that the server would register as another name, never deliver to, or keep for itself
 * (nymserv.md §2 and §4: `[a-z0-9_.-]` only).
 */
export function checkNymName(local: string): void {
  if (local.length === 0 || local.length > limits.nameCharacters)
    throw badName(`A nym's name has 1 to ${limits.nameCharacters} characters.`, local);
  if (local.includes('+'))
    throw badName('With a plus sign the server would register only what follows the plus.', local);
  if (local !== local.toLowerCase()) throw badName('A nym with capital letters can never receive mail.', local);
  if (!/^[a-z0-9_.-]+$/.test(local)) throw badName('The server would misread this name.', local);
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    throw badName('A dot must stand between two other characters.', local);
  if (reservedNames.includes(local))
    throw new NymservError('reserved-name', `The name "${local}" belongs to the server itself. Choose another one.`);
}

function badName(reason: string, local: string): NymservError {
  const better = suggestName(local);
  const advice = 'Use the letters a to z, digits, dot, dash and underscore only';
  return new NymservError('bad-name', `${reason} ${advice}${better ? `, for example ${better}` : ''}.`);
}

/** The nearest name that would pass, or undefined where nothing is left of it. */
function suggestName(local: string): string | undefined {
  const plain = local
    .slice(0, limits.nameCharacters)
    .normalize('NFD') // an accent is a character of its own then
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '.');
  const better = plain.split('.').filter(Boolean).join('.');
  return better === '' || reservedNames.includes(better) ? undefined : better;
}
