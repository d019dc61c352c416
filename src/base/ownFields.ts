import { CR, latin1, LF } from './bytes';

/**
 * A stranger's mail, with CRLF line ends, in which no line of the header can pass for a field of the bridge's own
 * (`X-Nymbridge-` becomes `X-Outside-Nymbridge-`), whatever counts as a header to whoever reads it. The same where none could.
 */
export function disown(mail: Buffer): Buffer {
  const end = headerEnd(mail);
  const header = mail.toString('latin1', 0, end);
  const safe = header.replace(/^x-nymbridge/gim, 'X-Outside-Nymbridge');
  return safe === header ? mail : Buffer.concat([latin1(safe), mail.subarray(end)]);
}

/** The offset behind the first empty line, or the length where there is none: line by line, not by what is a field. */
function headerEnd(mail: Buffer): number {
  if (mail[0] === CR && mail[1] === LF) return 2;
  const blank = mail.indexOf('\r\n\r\n');
  return blank < 0 ? mail.length : blank + 4;
}
