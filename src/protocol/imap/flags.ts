import type { StoreMode } from './backend';

/** The flags with a meaning in IMAP itself, less \Recent, which no client can set (RFC 9051 §2.3.2). */
export const systemFlags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'] as const;

const canonical = new Map<string, string>(systemFlags.map((flag) => [flag.toLowerCase(), flag]));

/** A system flag in its own case, whatever case it came in; undefined for an unknown one. Keywords come back as they are. */
export function canonicalFlag(flag: string): string | undefined {
  return flag.startsWith('\\') ? canonical.get(flag.toLowerCase()) : flag;
}

/** Flags and keywords are the same in any case (RFC 9051 §2.3.2). */
export function hasFlag(flags: readonly string[], flag: string): boolean {
  if (flags.includes(flag)) return true;
  const wanted = flag.toLowerCase();
  return flags.some((one) => one.length === wanted.length && one.toLowerCase() === wanted);
}

/** Flags after a STORE. Returns the very list it was given where nothing changes; a keyword keeps the case it was first set in. */
export function changeFlags(current: readonly string[], mode: StoreMode, flags: readonly string[]): readonly string[] {
  const next = mode === 'remove' ? current.filter((flag) => !hasFlag(flags, flag)) : merged(current, mode, flags);
  return sameFlags(current, next) ? current : next;
}

/** Whether two lists hold the same flags, in any order and case. */
export function sameFlags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((flag) => hasFlag(b, flag));
}

function merged(current: readonly string[], mode: 'add' | 'replace', flags: readonly string[]): string[] {
  const next = mode === 'add' ? [...current] : current.filter((flag) => hasFlag(flags, flag));
  for (const flag of flags) if (!hasFlag(next, flag)) next.push(flag);
  return next;
}
