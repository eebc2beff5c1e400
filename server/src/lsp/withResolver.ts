/** A promise, and what resolves it. `Promise.withResolvers` does the same from Node.js 22 on. */
export function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
