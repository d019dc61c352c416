/** `warning`: it works, and is not as safe or as lasting as it could be. `bad`: something does not work, or is open to others. */
export type Verdict = 'good' | 'warning' | 'bad';

/** What one look at one thing has shown: sentences for the person whose bridge it is. */
export interface Finding {
  /** What was looked at: `clock`, `news server news.example:563`. */
  readonly check: string;
  readonly verdict: Verdict;
  readonly finding: string;
  /** What follows from it. */
  readonly meaning: string;
  /** What to do about it; empty where nothing has to be done. */
  readonly next: string;
}

export function good(check: string, finding: string, meaning: string): Finding {
  return { check, verdict: 'good', finding, meaning, next: '' };
}

export function warning(check: string, finding: string, meaning: string, next: string): Finding {
  return { check, verdict: 'warning', finding, meaning, next };
}

export function bad(check: string, finding: string, meaning: string, next: string): Finding {
  return { check, verdict: 'bad', finding, meaning, next };
}

/** `2026-11-22` of milliseconds since 1970. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
