/** How V8 compiles what this process runs: how fast it is, and nothing of what it does. */

/**
 * From now on V8 puts fewer functions into one. Whoever runs hundreds of functions for a few seconds waits for the compiler
 * otherwise: it takes the second core longer than git does. Known to V8 11 (Node 20) to 14 (Node 25), see
 * https://nodejs.org/api/v8.html#v8setflagsfromstringflags; a V8 that does not know it says so on standard error.
 */
export function compileApart(): void {
  process.getBuiltinModule("node:v8").setFlagsFromString("--max-inlined-bytecode-size-cumulative=100");
}
