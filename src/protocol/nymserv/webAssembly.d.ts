// What fourBlocks needs of the WebAssembly JavaScript Interface: the types of ECMAScript alone leave it out.
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  const Memory: new (size: { readonly initial: number }) => Memory;
  const Module: new (bytes: Uint8Array) => object;
  const Instance: new (
    module: object,
    imports: { readonly around: { readonly memory: Memory } },
  ) => { readonly exports: { readonly run: (...numbers: number[]) => number } };
  /** False where the machine lacks an instruction. */
  function validate(bytes: Uint8Array): boolean;
}
