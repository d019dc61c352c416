import type { AddVerb } from './verb';
import { runBridge } from '../bridge';
import { type GlobalOptions, withBridge } from './context';
import { untilTold } from './signals';

export const addRun: AddVerb = (program, context) => {
  program
    .command('run')
    .description('serve IMAP and SMTP on this machine, fetch news, send the outbox; until Ctrl-C or SIGTERM')
    .action(async (_options: unknown, command: { optsWithGlobals(): GlobalOptions }) => {
      await withBridge(context, command.optsWithGlobals(), async (bridge) => {
        const running = await runBridge(bridge);
        for (const { purpose, addresses, port } of running.listening) {
          context.terminal.out(`${purpose} on ${addresses.join(' and ')}, port ${port}`);
        }
        await untilTold();
        await running.stop();
      });
    });
};
