import { isUtf8 } from 'node:buffer';
import { forMailClient, utf8 } from '../../base/bytes';
import { decodeText, readHeader, readStructure } from '../../protocol/mime';
import type { Param } from '../../protocol/mime';
import { holdsMessage } from '../../protocol/openpgp';
import { holdsSealed } from '../../protocol/pgpmime';

/** What was in a correspondent's encryption. */
export interface Contents {
  readonly form: 'entity' | 'text';
  /** An entity as a mail client is given it; a text is in UTF-8, unless it is none at all. */
  readonly contents: Buffer;
  /** Whether there is something encrypted in it again. */
  readonly isSealed: boolean;
  /** Whether it bears its signature as a part of its own (RFC 1847 §2.1). */
  readonly isSigned: boolean;
}

/** Reads a plaintext that is an entity, or a bare text; `params` are those of the part it was in: they may name a text's charset. */
export function readContents(kind: Contents['form'], plaintext: Buffer, params: readonly Param[]): Contents {
  const entity = forMailClient(plaintext);
  if (kind === 'text' || !isEntity(entity)) {
    const contents = inUtf8(plaintext, params);
    return { form: 'text', contents, isSealed: holdsMessage(forMailClient(contents)), isSigned: false };
  }
  const { root } = readStructure(entity);
  const isSigned = root.type === 'multipart' && root.subtype === 'signed';
  return { form: 'entity', contents: entity, isSealed: holdsSealed(root, entity), isSigned };
}

/** Some programs put a bare text into PGP/MIME, where an entity belongs (RFC 3156 §4). */
function isEntity(plaintext: Buffer): boolean {
  const { fields, end } = readHeader(plaintext);
  return (fields.length === 0 && end > 0) || fields.some(({ name }) => /^content-/i.test(name));
}

function inUtf8(text: Buffer, params: readonly Param[]): Buffer {
  return isUtf8(text) || text.includes(0) ? text : utf8(decodeText({ encoding: '8bit', params }, text));
}
