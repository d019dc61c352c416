import { describe, expect, test } from '@jest/globals';
import { readContentType, readDisposition, readParam, writeParam } from '../../../src/protocol/mime';

describe('parameters', () => {
  test('boundaries that forgot their quotes are read whole', () => {
    const type = readContentType('Multipart/Mixed; boundary=----=_Part_1/x:y?; charset=x');
    expect(type).toEqual({
      type: 'multipart',
      subtype: 'mixed',
      params: [
        ['boundary', '----=_Part_1/x:y?'],
        ['charset', 'x'],
      ],
    });
  });

  test('a semicolon in quotes ends nothing', () => {
    expect(readDisposition('attachment; filename="a;b=\\"c\\"";size=3')?.params).toEqual([
      ['filename', 'a;b="c"'],
      ['size', '3'],
    ]);
  });

  test('a comment holds no parameters, nor ends the quotes of one', () => {
    expect(readContentType('text/plain; a="b" (x "y; c=d); e=f')?.params).toEqual([
      ['a', 'b'],
      ['e', 'f'],
    ]);
    expect(readDisposition('attachment (z; q=r); filename=a.txt')?.params).toEqual([['filename', 'a.txt']]);
  });

  test.each(['', 'text', '/plain', 'text/', ';x=y', '"text/plain"'])('%j is no type', (value) => {
    expect(readContentType(value)).toBeUndefined();
  });

  test('pieces are joined in order and their charset undone', () => {
    const params = readDisposition("x; filename*1*=%BCr.pdf; filename*0*=iso-8859-1''f%FC; filename=fallback")?.params;
    expect(readParam(params ?? [], 'filename')).toBe('fü¼r.pdf');
    expect(readParam(params ?? [], 'name')).toBeUndefined();
  });

  test('an encoded word in a file name, which is forbidden and common, is decoded', () => {
    expect(readParam([['filename', '=?utf-8?B?w7xiZXI=?=']], 'filename')).toBe('über');
  });

  test.each(['plain.txt', 'two words.txt', 'a"b\\c', 'Übersicht 2026.pdf', 'x'.repeat(200), 'é'.repeat(90), ''])(
    'the name %j is read as it was written',
    (name) => {
      const params = readDisposition(`attachment; ${writeParam('filename', name)}`)?.params ?? [];
      expect(readParam(params, 'filename')).toBe(name);
    },
  );

  test('a name cannot begin another parameter or field', () => {
    const written = writeParam('filename', 'a"; x="y\r\nBcc: z');
    expect(written).not.toMatch(/[\r\n]/);
    expect(readDisposition(`attachment; ${written}`)?.params.map(([key]) => key.replace(/\*.*/, ''))).toEqual([
      'filename',
    ]);
  });
});
