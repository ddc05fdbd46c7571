/**
 * Starts a module worker under the page's own policy, on any host. A worker that is loaded from an address has the policy of that answer's
 * headers, which a static host does not send; one from a `blob:` address inherits its creator's. So the worker is one line, which imports
 * the real one by its full address.
 */
export function spawnWorker(address: string, name: string): Worker {
  const entry = new Blob([`import ${JSON.stringify(new URL(address, document.baseURI).href)};`], { type: 'text/javascript' });
  return new Worker(URL.createObjectURL(entry), { type: 'module', name });
}
