import { test } from '@jest/globals';
import { openCircle } from '../support/circle';
import { login, submit, readMailbox } from '../support/mailClient';
const pause = (ms: number) => new Promise((r) => setTimeout(r, ms));
test('x', async () => {
  const circle = await openCircle();
  const serving = await circle.home.serve();
  serving.child.stderr?.on('data', (d: Buffer) => { if (!d.toString().includes('added=0')) process.stderr.write('ERR '+ d.toString())});
  const client = await login(circle, serving);
  const t = Date.now();
  const wait = async (n: number) => { for (;;) { const r = await Promise.race([readMailbox(client, 'INBOX'), pause(8000).then(() => undefined)]); if (!r) { process.stderr.write(`HANG ${Date.now()-t}\n`); return; } if (r.length >= n) { process.stderr.write(`got ${r.length} ${Date.now()-t}\n`); return; } await pause(50);} };
  await wait(0);
  await pause(3000);
  await submit(circle, serving, { subject: 'x', text: 'hello' });
  await wait(1);
  client.close();
  await circle.remove();
}, 60000);
