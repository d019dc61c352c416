// COMPRESS: from the answer on, both directions are deflated.
import type { Compress } from '../../command/compress';
import { ImapError } from '../../errors';
import { deflated } from '../../wire/deflated';
import { ok } from '../reply';
import type { Reply } from '../reply';
import { useStream } from '../session';
import type { Session } from '../session';

/** RFC 4978 §3. What came behind the command is taken for compressed: the client has to wait for the answer. */
export async function handleCompress(session: Session, { mechanism }: Compress): Promise<Reply> {
  if (mechanism !== 'DEFLATE') throw new ImapError('cannot', 'DEFLATE is the only mechanism here.');
  if (session.compressed) throw new ImapError('compression-active', 'DEFLATE is active already.');
  return {
    ...ok('DEFLATE begins'),
    afterwards: async () => {
      await session.output.settled();
      session.input.giveBack();
      session.output.release();
      useStream(session, deflated(session.stream));
      session.compressed = true;
    },
  };
}
