import type { MetadataHabit } from '../../nym';
import { mediaName } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import { cleanFile } from '../../protocol/picture';
import { Refusal } from '../letter';
import { cleanDataAddresses } from './dataAddresses';
import { fileName } from './fields';
import type { Told } from './told';

/** What becomes of the notes in a mail's files: where, with what, by whom they were made. */
export interface Files {
  /** The file without them, where its nym wants that and it can be done. Throws Refusal where it cannot, and must. */
  readonly clean: (part: Part, bytes: Buffer) => Buffer;
  /** The same of the files that a page holds as addresses. */
  readonly cleanPage: (html: Buffer) => Buffer;
  /** Those that went as they were though their nym wants them cleaned: `"report.pdf", a PDF document`. */
  readonly left: readonly string[];
}

export function openFiles(habit: MetadataHabit): Files {
  const left: string[] = [];
  if (habit === 'keep') return { left, clean: (_part, bytes) => bytes, cleanPage: (html) => html };
  const clean = (name: string, bytes: Buffer) => {
    const result = cleanFile(bytes);
    if (result.kind === 'cleaned') return result.bytes;
    if (result.kind === 'uncleanable') leave(habit, left, `"${name}", ${result.what}`);
    return bytes;
  };
  const cleanInPage = (bytes: Buffer | undefined) => {
    if (bytes) return clean(inPage, bytes);
    leave(habit, left, `"${inPage}", a file that cannot be read`);
    return undefined;
  };
  return {
    left,
    clean: (part, bytes) => clean(nameOf(part), bytes),
    cleanPage: (html) => cleanDataAddresses(html, cleanInPage),
  };
}

/** What a file is called that has no name. */
const inPage = 'in the HTML';

function leave(habit: MetadataHabit, left: string[], file: string): void {
  if (habit !== 'refuse') {
    // a page may hold the same a thousand times
    if (!left.includes(file)) left.push(file);
  } else
    throw new Refusal(
      'tells-too-much',
      `The mail holds ${file}: what it notes of its maker cannot be taken out here. Send a picture as JPEG or PNG, a text as ` +
        'plain text; or set metadata=clean for this nym, and it goes as it is.',
    );
}

function nameOf(part: Part): string {
  const name = fileName(part) ?? mediaName(part);
  return name.replace(/[^\P{Cc}]|["\p{Bidi_Control}]/gu, '').slice(0, longestName);
}

/** In characters: enough to know the file by. */
const longestName = 80;

/** What a mail's writer is told of those. `ids`: its letters in the outbox; while they wait, they can be taken back. */
export function tellUncleaned(files: readonly string[], ids: readonly number[]): Told {
  const cancel = ids.map((id) => `nymbridge outbox cancel ${id}`);
  const text = [
    'A mail of yours holds files that note more than they show, such as an author, a place or a date, and cannot be cleaned here:',
    ...files.map((file) => `- ${file}`),
    'They go as they are. As long as the mail waits in the outbox you can take it back:',
    ...cancel,
  ];
  return { subject: 'Not cleaned: files in a mail of yours', text: `${text.join('\n\n')}\n` };
}
