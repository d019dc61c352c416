/** What a log line may carry. Free text is only ever this program's own words or a host's name, and is redacted anyway. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line an event, on standard error. No mail content, address, subject or secret belongs in it. */
export interface Log {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  error(event: string, facts?: Facts): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A log that hands finished lines, without a line end, to `write`; `now` gives milliseconds since 1970. */
export function openLog(write: (line: string) => void, now: () => number): Log {
  const line =
    (level: string) =>
    (event: string, facts: Facts = {}) => {
      const pairs = Object.entries(facts).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${show(value)}`],
      );
      write([new Date(now()).toISOString(), level, redact(event), ...pairs].join(' '));
    };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

function show(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  const text = redact(value);
  return text.includes(' ') || text === '' ? JSON.stringify(text) : text;
}

const longest = 300;

/**
 * Makes a text fit for a log: one line, at most 300 characters, and every word with an "@" in it (addresses, Message-IDs)
 * or of 24 and more characters of one run (keys, hashes, hSubs, tokens) replaced.
 */
export function redact(text: string): string {
  return text
    .slice(0, 4 * longest)
    .split(/[\s\p{Cc}]+/u)
    .map((word) => (word.includes('@') ? '[address]' : isTokenLike(word) ? '[token]' : word))
    .join(' ')
    .slice(0, longest);
}

function isTokenLike(word: string): boolean {
  return /[A-Za-z0-9+=_-]{24}/.test(word);
}
