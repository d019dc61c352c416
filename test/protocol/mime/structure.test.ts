import { describe, expect, test } from '@jest/globals';
import type { Part } from '../../../src/protocol/mime';
import { mimeLimits, readStructure } from '../../../src/protocol/mime';

function multipart(boundary: string, body: string): string {
  return `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n${body}`;
}

function bodies(source: string): string[] {
  const { root } = readStructure(Buffer.from(source));
  return root.parts.map((part) => source.slice(part.bodyStart, part.bodyEnd));
}

function depthOf(part: Part): number {
  return 1 + Math.max(0, ...part.parts.map(depthOf), part.message ? depthOf(part.message.part) : 0);
}

function countOf(part: Part): number {
  const inside = part.message ? countOf(part.message.part) : 0;
  return part.parts.reduce((sum, child) => sum + countOf(child), 1 + inside);
}

describe('readStructure', () => {
  test('a line that only looks like a delimiter stays in the body', () => {
    expect(bodies(multipart('b', '--b\r\n\r\nx --b\r\n-b\r\n --b\r\n--c\r\n--b--\r\n'))).toEqual([
      'x --b\r\n-b\r\n --b\r\n--c',
    ]);
  });

  test('delimiters may be followed by blanks', () => {
    expect(bodies(multipart('b', '--b \t\r\n\r\nx\r\n--b-- \r\n'))).toEqual(['x']);
  });

  test('parts of mail with LF line ends end where their text ends', () => {
    expect(bodies(multipart('b', '--b\r\n\r\nx\r\n--b--').replaceAll('\r\n', '\n'))).toEqual(['x']);
  });

  test('the last line of a text without its line end counts as no line', () => {
    expect(readStructure(Buffer.from('A: b\r\n\r\none\r\ntwo')).root.lines).toBe(1);
    expect(readStructure(Buffer.from('A: b\r\n\r\none\r\ntwo\r\n')).root.lines).toBe(2);
  });

  test('a boundary longer than any mailer writes still works', () => {
    const long = 'b'.repeat(500);
    expect(bodies(multipart(long, `--${long}\r\n\r\nx\r\n--${long}--\r\n`))).toEqual(['x']);
  });

  test('nesting beyond the limit becomes a closed box, not a stack overflow', () => {
    const levels = 5000;
    const nested = 'Content-Type: message/rfc822\r\n\r\n'.repeat(levels);
    const { root } = readStructure(Buffer.from(nested));
    expect(depthOf(root)).toBe(mimeLimits.depth + 1);
    expect(JSON.stringify(root)).toContain('octet-stream');
  });

  test('who reads on is told when something was not looked into, and of ordinary mail nothing', () => {
    const cutOf = (source: string) => readStructure(Buffer.from(source)).cut;
    const full = multipart('b', '--b\r\n\r\nx\r\n'.repeat(mimeLimits.parts - 1));
    expect(cutOf(`${full}--b--\r\n`)).toBeUndefined();
    expect(cutOf(`${full}--b\r\n\r\nx\r\n--b--\r\n`)).toBe('parts');
    const last = multipart('b', '--b\r\n\r\nx\r\n'.repeat(mimeLimits.parts - 2));
    expect(cutOf(`${last}--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--b--\r\n`)).toBe('parts');
    const nested = (levels: number) => 'Content-Type: message/rfc822\r\n\r\n'.repeat(levels);
    expect(cutOf(nested(mimeLimits.depth))).toBeUndefined();
    expect(cutOf(nested(mimeLimits.depth + 1))).toBe('depth');
    expect(Object.keys(readStructure(Buffer.from(full)))).toEqual(['size', 'envelope', 'root']);
  });

  test('parts beyond the limit are left in the bytes', () => {
    const source = multipart('b', '--b\r\n\r\n'.repeat(mimeLimits.parts * 3));
    const { root, size } = readStructure(Buffer.from(source));
    expect(countOf(root)).toBe(mimeLimits.parts);
    expect(root.bodyEnd).toBe(size);
  });
});
