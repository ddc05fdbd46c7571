/**
 * Starts a module worker under the page's own policy, on any host. A worker that is loaded from an address has the policy of that answer's
 * headers, which a static host does not send; one from a `blob:` address inherits its creator's. So the worker is one line, which imports
 * the real one by its full address. What `params` holds stands in the query of that address, which the worker knows from its first line on.
 */
export function spawnWorker(address: string, name: string, params: Readonly<Record<string, string>> = {}): Worker {
  const module = new URL(address, document.baseURI);
  for (const [key, value] of Object.entries(params)) module.searchParams.set(key, value);
  const entry = URL.createObjectURL(new Blob([`import ${JSON.stringify(module.href)};`], { type: 'text/javascript' }));
  const worker = new Worker(entry, { type: 'module', name });
  // It has been read once the worker says anything, or has failed.
  for (const event of ['message', 'error']) worker.addEventListener(event, () => URL.revokeObjectURL(entry), { once: true });
  return worker;
}
