import { limits } from './limits';

const system = new Map(
  ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'].map((flag) => [flag.toLowerCase(), flag]),
);

/**
 * Flags as the store keeps them: system flags in their own case, keywords that are atoms (RFC 9051 §9, `flag-keyword`), each once,
 * a hundred at most. Everything else (`\Recent`, another server's inventions, a stranger's nonsense) is left out.
 */
export function cleanFlags(flags: Iterable<string>): string[] {
  const clean = new Map<string, string>();
  for (const flag of flags) {
    const own = flag.startsWith('\\') ? system.get(flag.toLowerCase()) : isKeyword(flag) ? flag : undefined;
    if (own !== undefined && clean.size < limits.flags && !clean.has(own.toLowerCase()))
      clean.set(own.toLowerCase(), own);
  }
  return [...clean.values()];
}

/** An atom: printable ASCII but for ( ) { % * " \ ] and blanks. */
function isKeyword(text: string): boolean {
  return text.length > 0 && text.length <= limits.flagBytes && /^[!#$&'+,\-./0-9:;<=>?@A-Z[^_`a-z|}~]+$/.test(text);
}

/** The flags that are no system flags. */
export function keywordsOf(flags: readonly string[]): string[] {
  return flags.filter((flag) => !flag.startsWith('\\'));
}

/** Milliseconds since 1970 that IMAP can write down: whole, from 1970 to 9999. */
export function cleanDate(ms: number): number {
  const last = Date.UTC(9999, 11, 31);
  return Number.isFinite(ms) ? Math.min(last, Math.max(0, Math.round(ms))) : 0;
}
