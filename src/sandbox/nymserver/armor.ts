const begin = '-----BEGIN PGP MESSAGE-----';
const end = '-----END PGP MESSAGE-----';

/**
 * Whether GnuPG would read the armor in a mail's source (nymserv.md §4): at the start of its lines, not encoded once more for
 * transport, with a right checksum where there is one (RFC 9580 §6.1).
 */
export function isArmorSound(source: Buffer): boolean {
  const lines = source
    .toString('latin1')
    .split('\n')
    .map((line) => line.trimEnd());
  const from = lines.indexOf(begin);
  const to = lines.indexOf(end, from);
  const body = from < 0 || to < 0 ? [] : lines.slice(from + 1, to);
  const data = body.slice(body.indexOf('') + 1);
  const checksum = data.at(-1)?.startsWith('=') === true ? data.pop()?.slice(1) : undefined;
  const base64 = data.join('');
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return false;
  return checksum === undefined || checksum === checksumOf(Buffer.from(base64, 'base64'));
}

/** CRC-24 in base64 (RFC 9580 §6.1.1). */
function checksumOf(bytes: Buffer): string {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x800000 ? (crc << 1) ^ 0x1864cfb : crc << 1;
  }
  const out = Buffer.alloc(3);
  out.writeUIntBE(crc & 0xffffff, 0, 3);
  return out.toString('base64');
}
