import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../src/base/clock';
import { connect } from '../../src/incoming/newsgroup/server';
import { type Inn, login, newsgroup, startInn } from './inn';

const folder = mkdtempSync(join(tmpdir(), 'nymbridge-inn-'));
let inn: Inn;
beforeAll(async () => {
  inn = await startInn(folder, 'login');
});
afterAll(async () => {
  await inn.stop();
  rmSync(folder, { recursive: true, force: true });
});

test.each(['none', 'starttls'] as const)(
  'the bridge reads the group from INN with a login, security %s',
  async (security) => {
    const { host, port } = inn;
    const pin = new X509Certificate(inn.certificate).fingerprint256;
    const server = {
      name: 'inn',
      host,
      port,
      security,
      pin,
      ...login,
      route: () => ({ via: 'direct' }) as const,
    } as const;
    const client = await connect(server, systemClock, new AbortController().signal);
    expect(await client.group(newsgroup)).toMatchObject({ name: newsgroup });
    await client.quit();
  },
);
