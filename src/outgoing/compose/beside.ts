import { isAscii } from 'node:buffer';
import { latin1 } from '../../base/bytes';
import { mediaName } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { encodeBinary, encodeText } from './body';

type MediaType = Pick<Part, 'type' | 'subtype'>;

/**
 * What stands beside signed bytes or around encrypted ones, by the multipart that it is in (RFC 1847 §2): how each of its parts is
 * disposed, '' where that is not said. Nothing covers it, so it has one form, whichever program has signed.
 */
const forms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  signed: {
    'application/pgp-signature': 'attachment; filename=signature.asc',
    'application/pkcs7-signature': 'attachment; filename=smime.p7s',
    'application/x-pkcs7-signature': 'attachment; filename=smime.p7s',
  },
  encrypted: {
    'application/pgp-encrypted': '',
    'application/octet-stream': 'inline; filename=encrypted.asc',
  },
};

/** Whether a part of a multipart of the subtype `within` is such a one. */
export function isBeside(within: string, part: MediaType): boolean {
  return dispositionOf(within, part) !== undefined;
}

/** Such a part with its header. `body`: with its encoding undone. LF line ends. */
export function writeBeside(within: string, part: MediaType, body: Buffer): Buffer {
  const disposition = dispositionOf(within, part) ?? '';
  const { encoding, bytes } = isAscii(body) ? encodeText(endOnce(bareArmor(body))) : encodeBinary(body);
  const fields = [
    `Content-Type: ${mediaName(part)}\n`,
    ...(disposition === '' ? [] : [`Content-Disposition: ${disposition}\n`]),
    ...(encoding === '7bit' ? [] : [`Content-Transfer-Encoding: ${encoding}\n`]),
  ];
  return Buffer.concat([latin1(`${fields.join('')}\n`), bytes]);
}

function dispositionOf(within: string, part: MediaType): string | undefined {
  return forms[within]?.[mediaName(part)];
}

/**
 * Armor (RFC 9580 §6.2) without its header lines, which name programs and are covered by nothing, but for those `kept` (in lower
 * case). What was clear-signed is not touched: its lines that begin so are escaped (RFC 9580 §7.1).
 */
export function bareArmor(armor: Buffer, kept: readonly string[] = []): Buffer {
  let inHeader = false;
  const lines = armor.toString('latin1').split('\n');
  const bare = lines.filter((line) => {
    const name = inHeader ? /^([A-Za-z][\w-]{0,60}):(?:\s|$)/.exec(line)?.[1] : undefined;
    inHeader = name !== undefined || /^-----BEGIN PGP (?!SIGNED )[A-Z ,/0-9]{1,40}-----/.test(line);
    return name === undefined || kept.includes(name.toLowerCase());
  });
  return bare.length === lines.length ? armor : latin1(bare.join('\n'));
}

function endOnce(bytes: Buffer): Buffer {
  return latin1(`${bytes.toString('latin1').trimEnd()}\n`);
}
