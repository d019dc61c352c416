import { mimeLimits, readStructure } from '../../protocol/mime';
import type { Part, Structure } from '../../protocol/mime';
import { Refusal } from '../letter';

/**
 * The parts of a mail that is to go out. Throws Refusal where it has more than are read: they would be neither in the letter nor in
 * Sent, and what is not looked into would go with all that is in it.
 */
export function readWhole(source: Uint8Array): Part {
  const { root, cut } = readStructure(source);
  if (cut === undefined) return root;
  throw new Refusal('unreadable', `${tooMany[cut]}: the rest would be lost, and nothing was sent. ${advice}`);
}

const tooMany: Readonly<Record<NonNullable<Structure['cut']>, string>> = {
  parts: `The mail has more than the ${mimeLimits.parts} parts that are read of one`,
  depth: `The mail has parts within parts more than ${mimeLimits.depth} deep`,
};

const advice = 'Send it as several mails, or its files as one archive.';
