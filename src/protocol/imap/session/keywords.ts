// The keywords of the open mailbox: a client is told them when it opens it, and again when others come up, for it may offer only those it was told.
import type { MessageStates } from '../backend';
import { systemFlags } from '../flags';

/** Those that the messages have or had since the mailbox was opened. */
export interface Keywords {
  /** By their small letters, each as it was first seen. */
  readonly known: Map<string, string>;
  /** Whether the client has yet to hear of some. */
  untold: boolean;
}

export function openKeywords(keywords: readonly string[]): Keywords {
  return { known: new Map(keywords.map((keyword) => [keyword.toLowerCase(), keyword])), untold: false };
}

/** Takes in the keywords of messages. Nothing is said yet. */
export function noteKeywords(keywords: Keywords, messages: MessageStates): void {
  let last: readonly string[] | undefined;
  for (const flags of messages.flags) {
    // most share their lists
    if (flags !== last) for (const flag of flags) note(keywords, flag);
    last = flags;
  }
}

function note(keywords: Keywords, flag: string): void {
  if (flag.startsWith('\\')) return;
  const key = flag.toLowerCase();
  if (keywords.known.has(key)) return;
  keywords.known.set(key, flag);
  keywords.untold = true;
}

/** Flags with each keyword in the case that the mailbox has it in: to clients that compare letter by letter there is one, not two. */
export function inKnownCase({ known }: Keywords, flags: readonly string[]): string[] {
  return flags.map((flag) => known.get(flag.toLowerCase()) ?? flag);
}

/** FLAGS (RFC 9051 §7.3.5) and PERMANENTFLAGS (RFC 9051 §7.1), with their line ends. */
export function writeKnownFlags({ known }: Keywords, readOnly: boolean): string {
  const flags = [...systemFlags, ...known.values()].join(' ');
  return `* FLAGS (${flags})\r\n* OK [PERMANENTFLAGS (${readOnly ? '' : `${flags} \\*`})] Flags that last\r\n`;
}
