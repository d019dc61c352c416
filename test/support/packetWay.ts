/** A packet that a remailer has taken one hop off, of either format. */
type Peeled =
  | { readonly kind: 'onward'; readonly to: string; readonly packet: Buffer }
  | { readonly kind: 'exit'; readonly payload: Buffer };

/** Every view of a packet on its way, from the entry's on, and what came of it at last. */
export function follow<P extends Peeled>(
  packet: Buffer,
  peelAt: (address: string, packet: Buffer) => P,
  entry: string,
): { views: { address: string; packet: Buffer; peeled: P }[]; exit: Extract<P, { kind: 'exit' }> } {
  const views: { address: string; packet: Buffer; peeled: P }[] = [];
  for (let [address, view] = [entry, packet]; ;) {
    const peeled = peelAt(address, view);
    views.push({ address, packet: view, peeled });
    if (peeled.kind === 'exit') return { views, exit: peeled as Extract<P, { kind: 'exit' }> };
    [address, view] = [peeled.to, peeled.packet];
  }
}

/** Peels at the remailer of an address. */
export function among<P>(
  remailers: readonly { readonly hop: { readonly address: string }; readonly peel: (packet: Buffer) => P }[],
) {
  return (address: string, packet: Buffer): P => {
    const here = remailers.find(({ hop }) => hop.address === address);
    if (!here) throw new Error(`nobody is at ${address}`);
    return here.peel(packet);
  };
}

/** Pearson's chi-square of how often each byte comes, if all should come alike: 255 degrees of freedom. */
export function unevenness(bytes: Buffer): number {
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte]!++;
  const expected = bytes.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Beyond it once in some millions. */
export const mostUneven = 400;
