import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readStructure } from '../../../src/protocol/mime';
import { writeBodyStructure } from '../../../src/protocol/imap/message/bodyStructure';
import { writeEnvelope } from '../../../src/protocol/imap/message/envelope';

const root = join(__dirname, '../../golden/mime');
const cases = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());

describe('golden mails', () => {
  test.each(cases)('%s', (name) => {
    const structure = readStructure(readFileSync(join(root, name, 'input.eml')));
    const seen = {
      envelope: writeEnvelope(structure.envelope),
      bodyStructure: writeBodyStructure(structure.root, true),
      structure,
    };
    expect(JSON.parse(JSON.stringify(seen))).toEqual(
      JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8')),
    );
  });
});
