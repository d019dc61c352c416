import type { AddVerb } from './verb';
import { runBridge } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { aborted, untilTold } from './signals';

export const addRun: AddVerb = (program, context) => {
  const { terminal, log } = context;
  program
    .command('run')
    .description('serve IMAP and SMTP on this machine, fetch news, send the outbox; until Ctrl-C or SIGTERM')
    .addHelpText(
      'after',
      `
What happens is told on standard error, a line each: no address, no subject, no content.

Examples:
  nymbridge run
  nymbridge --passphrase-file ~/.nymbridge-passphrase run 2>> ~/nymbridge.log`,
    )
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      const talkative = { ...context, around: { ...context.around, log } };
      await withBridge(talkative, command.optsWithGlobals(), async (bridge) => {
        const told = untilTold();
        const running = await runBridge(bridge);
        for (const { purpose, addresses, port } of running.listening) {
          terminal.out(`${purpose} on ${addresses.join(' and ')}, port ${port}`);
        }
        await aborted(told);
        await running.stop();
      });
    });
};
