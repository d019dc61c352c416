/** A mail address in its two halves, as written. */
export interface Address {
  readonly local: string;
  readonly domain: string;
}

/**
 * Reads `local@domain` (RFC 5321 §4.1.2: dot-string local part, no quoted string), domain of letters, digits, hyphens
 * and dots with at least one label. Gives undefined for anything else, and for more than 254 characters.
 */
export function readAddress(text: string): Address | undefined {
  if (text.length > 254) return undefined;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return at > 0 && local.length <= 64 && isDotString(local) && isDomain(domain) ? { local, domain } : undefined;
}

/** Whether two addresses name the same mailbox here: case matters in neither half (nym servers register lower case). */
export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Labels of 1 to 63 letters, digits and inner hyphens (RFC 1123 §2.1); letters beyond ASCII pass for SMTPUTF8. */
export function isDomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => label.length <= 63 && isLabel(label));
}

function isLabel(label: string): boolean {
  return /^[\p{L}\p{N}-]+$/u.test(label) && !label.startsWith('-') && !label.endsWith('-');
}

function isDotString(local: string): boolean {
  return local.split('.').every((atom) => /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u.test(atom));
}
