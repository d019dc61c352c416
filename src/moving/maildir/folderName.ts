import iconv from 'iconv-lite';
import { readLevel, writeLevel } from '../names';

// Maildir++ (Courier, Dovecot): INBOX is the folder itself, and every other mailbox a folder in it called .Level.Level, letters
// beyond ASCII in IMAP's UTF-7 (RFC 3501 §5.1.3).

const charset = 'utf-7-imap';

/** The folder of a mailbox, '' for INBOX. A dot within a level is escaped. */
export function writeFolderName(name: string): string {
  if (name === 'INBOX') return '';
  return name
    .split('/')
    .map((level) => `.${iconv.encode(writeLevel(level, '.'), charset).toString('latin1')}`)
    .join('');
}

/** The mailbox of a folder; undoes `writeFolderName`. */
export function readFolderName(disk: string): string {
  if (disk === '') return 'INBOX';
  return disk.replace(/^\./, '').split('.').map(readFolderLevel).join('/');
}

/** One level: in UTF-7 where it is that exactly, else as it stands. */
export function readFolderLevel(level: string): string {
  return readLevel(fromUtf7(level));
}

function fromUtf7(text: string): string {
  if (!text.includes('&') || /[^ -~]/.test(text)) return text;
  const decoded = iconv.decode(Buffer.from(text, 'latin1'), charset);
  return iconv.encode(decoded, charset).toString('latin1') === text ? decoded : text;
}
