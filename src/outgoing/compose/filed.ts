import { toCrlf } from '../../base/bytes';
import { readStructure } from '../../protocol/mime';
import type { FiledMail } from '../letter';

/** A message as a mailbox keeps it: CRLF line ends, and its structure read once and for all. */
export function fileMail(source: Uint8Array): FiledMail {
  const message = toCrlf(source);
  return { source: message, structure: JSON.stringify(readStructure(message)) };
}
