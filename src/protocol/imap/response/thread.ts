import type { Thread } from '../session/thread/thread';

/**
 * One thread-list (RFC 5256 §4): `(2)`, `(3 6 (4 23)(44 7 96))`; a chain is one list, however long. Written without recursion: a chain of
 * forks may be as deep as the mailbox.
 */
export function writeThread(thread: Thread): string {
  const written: string[] = [];
  const open: (Thread | undefined)[] = [thread];
  while (open.length > 0) {
    const next = open.pop();
    if (!next) {
      written.push(')');
      continue;
    }
    written.push('(');
    open.push(undefined);
    const last = writeChain(next, written);
    for (let i = last.length - 1; i >= 0; i--) open.push(last[i]);
  }
  return written.join('');
}

/** The numbers down to where the thread forks or ends. Gives what it forks into. */
function writeChain(thread: Thread, written: string[]): readonly Thread[] {
  for (let at = thread; ;) {
    if (at.number !== undefined) written.push(String(at.number));
    const [only, ...others] = at.children;
    if (only && at.number !== undefined) written.push(' ');
    if (!only || others.length > 0) return at.children;
    at = only;
  }
}
