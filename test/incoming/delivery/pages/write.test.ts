import { describe, expect, test } from '@jest/globals';
import type { Page } from '../../../../src/incoming/delivery/pages';
import { writePage } from '../../../../src/incoming/delivery/pages';
import {
  decodeBody,
  decodeText,
  fieldText,
  firstField,
  readHeader,
  readStructure,
} from '../../../../src/protocol/mime';

const page = (over: Partial<Page> = {}): Page => ({
  url: 'http://zoo.example/panda.html',
  type: 'text/html',
  charset: 'utf-8',
  bytes: Buffer.from('<title>Größe</title><p>bamboo</p>'),
  failed: false,
  ...over,
});

function read(entity: string) {
  const source = Buffer.from(entity);
  const { root } = readStructure(source);
  const body = source.subarray(root.bodyStart, root.bodyEnd);
  const { fields } = readHeader(source);
  const field = (name: string) => {
    const found = firstField(fields, name);
    return found && fieldText(found);
  };
  return { type: `${root.type}/${root.subtype}`, field, bytes: decodeBody(root, body), text: decodeText(root, body) };
}

test('a page that is too long as text says so at its end, and how to have all of it', () => {
  const bytes = Buffer.from('<p>word word</p>'.repeat(100_000));
  expect(read(writePage(page({ bytes }), 'text').entity).text.trimEnd()).toMatch(
    /\[The page goes on\. Ask for it as it is to have all of it\.\]$/,
  );
});

describe('a page as it was', () => {
  test.each([
    ['HTML', 'text/html', Buffer.from('<p>\r\nGr\xfc\xdfe\n\r\0', 'latin1')],
    ['a picture', 'image/png', Buffer.from([0x89, 0x50, 0, 0xff, 10, 13])],
    ['nothing at all', 'text/plain', Buffer.alloc(0)],
  ])('is the same to the byte: %s', (_name, type, bytes) => {
    const { entity } = writePage(page({ type, bytes, charset: type.startsWith('text') ? 'windows-1252' : '' }), 'page');
    expect(read(entity).type).toBe(type);
    expect(read(entity).bytes).toEqual(bytes);
  });

  test('names no place from which a mail client could fetch its pictures', () => {
    expect(writePage(page(), 'page').entity).not.toMatch(/^content-(?:location|base)/im);
  });

  test('says where it is from, and is called by its name', () => {
    const { subject, entity } = writePage(page(), 'page');
    expect(subject).toMatch(/^=\?UTF-8\?Q\?Web_page=3A_http/i);
    expect(read(entity).field('content-description')).toBe('http://zoo.example/panda.html');
  });

  test.each([
    ['http://a.example/x/report.pdf?id=5', 'attachment; filename=report.pdf'],
    ['http://a.example/', 'attachment; filename=page'],
    ['http://a.example/..%2f..%2fetc/.bashrc', 'attachment; filename=bashrc'],
    ['no address', 'attachment; filename=page'],
  ])('a file from %s has a name that is safe to save under', (url, disposition) => {
    const { entity } = writePage(page({ url, type: 'application/pdf', charset: '' }), 'page');
    expect(read(entity).field('content-disposition')).toBe(disposition);
  });

  test('no type or address that a stranger made up can bring a field of its own', () => {
    const hostile = { type: 'text/html\nX-Nymbridge-Nym: x', charset: 'x\nX: y', url: 'http://a/\nX-Nymbridge-Nym: y' };
    for (const form of ['page', 'text'] as const) {
      const { subject, entity } = writePage(page(hostile), form);
      expect(entity).not.toMatch(/^X/m);
      expect(`${subject}\n`).toMatch(/^[ -~]*\n$/);
    }
  });
});

describe('a page as text', () => {
  test('is the text, under its address', () => {
    const { entity } = writePage(page(), 'text');
    expect(read(entity).type).toBe('text/plain');
    expect(read(entity).text.replaceAll('\r\n', '\n')).toBe('http://zoo.example/panda.html\n\nbamboo\n');
  });

  test('stays what it was where there is no text in it', () => {
    const bytes = Buffer.from([1, 2, 3]);
    const { entity } = writePage(page({ type: 'image/gif', charset: '', bytes }), 'text');
    expect([read(entity).type, read(entity).bytes]).toEqual(['image/gif', bytes]);
  });
});

test('what could not be fetched says so in the subject, with the words of the server', () => {
  const bytes = Buffer.from('Could not fetch http://zoo.example/panda.html: 404 error');
  for (const form of ['page', 'text'] as const) {
    const { subject, entity } = writePage(page({ type: 'text/plain', bytes, failed: true }), form);
    expect(subject).toBe('Not fetched: http://zoo.example/panda.html');
    expect(read(entity).text.replaceAll('\r\n', '\n')).toContain(
      'In its own words:\n\nCould not fetch http://zoo.example/panda.html: 404 error',
    );
  }
});

test.each([true, false])('an address that nobody would ask for is harmless in the subject (failed: %s)', (failed) => {
  const { subject } = writePage(
    page({ url: 'http://a/\u001b[2J\u00e9=?utf-8?q?gone?=', type: 'text/plain', failed }),
    'page',
  );
  expect(subject).toMatch(/^[ -~]+$/);
  expect(subject).not.toContain('?gone?');
});
