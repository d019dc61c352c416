import { fieldRaw, firstField, readHeader } from '../../protocol/mime';

/** The fields of every overview line, in order (RFC 3977 §8.4). */
export const overviewFields = ['Subject', 'From', 'Date', 'Message-ID', 'References', ':bytes', ':lines'] as const;

/** A field's value on one line, or undefined; `:bytes` and `:lines` are counted (RFC 3977 §8.1). */
export function fieldOf(source: Buffer, name: string): string | undefined {
  if (name.toLowerCase() === ':bytes') return String(source.length);
  const { fields, end } = readHeader(source);
  if (name.toLowerCase() === ':lines') return String(countLines(source.subarray(end)));
  const field = firstField(fields, name);
  return (
    field &&
    fieldRaw(field)
      .trim()
      .replace(/[\t\r\n\0]/g, ' ')
  );
}

/** Header and body as HEAD and BODY give them: neither with the blank line between. */
export function splitArticle(source: Buffer): { head: Buffer; body: Buffer } {
  const { fields, end } = readHeader(source);
  return { head: source.subarray(0, fields.at(-1)?.end ?? 0), body: source.subarray(end) };
}

/** `number TAB field TAB field ...` */
export function overviewLine(n: number, source: Buffer): string {
  return [String(n), ...overviewFields.map((name) => fieldOf(source, name) ?? '')].join('\t');
}

function countLines(body: Buffer): number {
  let count = 0;
  for (const byte of body) if (byte === 0x0a) count++;
  return count;
}
