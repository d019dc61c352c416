import { afterEach, expect, test } from '@jest/globals';
import { importRemailers, listRemailers } from '../../src/bridge';
import { mailText, submitted } from '../support/letters';
import { startMixBridge } from '../support/mixBridge';

let here: Awaited<ReturnType<typeof startMixBridge>>;
afterEach(() => here.stop());

test.each([
  ['yamn', 'hazel'],
  ['mixmaster', 'larch'],
] as const)(
  'a key of %s that is asked for by mail, as the nym, comes to INBOX, and is one more source',
  async (kind, name) => {
    here = await startMixBridge(kind, { distance: 1 });
    const address = `mix@${name}.test`;
    const header = ['From: panda@nym.test', `To: ${address}`, 'Subject: remailer-key'];
    await here.submit(submitted(mailText(header, ''), [address]));
    await here.handOver();
    await here.pass();
    await here.read();
    const [mail] = here.mails();
    expect(mail?.text).toContain(`Subject: Remailer key for ${name}\r\n`);
    expect(importRemailers(here.bridge, mail?.source ?? Buffer.alloc(0))).toEqual([
      { format: kind, what: 'pubring', source: `imported: ${name}`, remailers: [name] },
    ]);
    const { remailers, disputes } = listRemailers(here.bridge);
    expect(remailers.find((one) => one.name === name)?.sources).toBe('2 of 2');
    expect(disputes).toEqual([]);
  },
);
