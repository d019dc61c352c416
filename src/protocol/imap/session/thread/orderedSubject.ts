import { compareSent } from './thread';
import type { Thread, ThreadMail } from './thread';

/** THREAD=ORDEREDSUBJECT (RFC 5256 §3): one thread a base subject, its oldest mail on top, the others side by side below. */
export function threadBySubject(mails: readonly ThreadMail[]): Thread[] {
  const threads = new Map<string, Thread & { readonly children: Thread[] }>();
  for (const mail of [...mails].sort(compareSent)) {
    const known = threads.get(mail.subject);
    const one = { number: mail.number, children: [] };
    if (known) known.children.push(one);
    else threads.set(mail.subject, one);
  }
  return [...threads.values()];
}
