import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const MIME = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
};

/**
 * Serves a folder over HTTP on this machine only, as any static host would. `prefix` (such as `/some/folder/`) puts it under
 * a sub-path. Port 0 takes any free one; `tries` walks upwards from a port that is taken.
 *
 * @param {{ root: string, port?: number, prefix?: string, tries?: number }} options
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serve({ root, port = 0, prefix = '/', tries = 1 }) {
  const base = resolve(root);
  const server = createServer((request, response) => {
    answer(request, response, base, prefix).catch(() => fail(response, 500));
  });
  const taken = await listen(server, port, tries);
  return {
    url: `http://localhost:${taken}${prefix}`,
    close: () => new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
  };
}

async function answer(request, response, base, prefix) {
  if (request.method !== 'GET' && request.method !== 'HEAD') return fail(response, 405);
  const file = fileOf(request.url, base, prefix);
  if (file === null) return fail(response, 404);
  let info = await stat(file).catch(() => null);
  let path = file;
  if (info?.isDirectory()) {
    path = join(file, 'index.html');
    info = await stat(path).catch(() => null);
  }
  if (!info?.isFile()) return fail(response, 404);
  response.writeHead(200, {
    'Content-Type': MIME[extname(path)] ?? 'application/octet-stream',
    'Content-Length': info.size,
    // Named by content hash, everything below assets/ may be kept for ever.
    'Cache-Control': path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.method === 'HEAD') return response.end();
  createReadStream(path).on('error', () => response.destroy()).pipe(response);
}

/** The file that a URL names inside `base`, or null when it names none or climbs out. */
export function fileOf(url, base, prefix) {
  let path;
  try {
    path = decodeURIComponent(url.split(/[?#]/, 1)[0]);
  } catch {
    return null;
  }
  if (!path.startsWith(prefix) || path.includes('\0')) return null;
  const file = resolve(base, `./${path.slice(prefix.length)}`);
  return file === base || file.startsWith(base + sep) ? file : null;
}

function fail(response, status) {
  if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(status === 404 ? 'Not found' : 'Error');
}

async function listen(server, first, tries) {
  for (let port = first; ; port += 1) {
    try {
      await new Promise((done, refuse) => {
        server.once('error', refuse);
        server.listen(port, 'localhost', () => {
          server.off('error', refuse);
          done();
        });
      });
      return server.address().port;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || port + 1 >= first + tries) throw error;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [root = 'dist', port = '0', prefix = '/'] = process.argv.slice(2);
  const { url } = await serve({ root, port: Number(port), prefix });
  console.log(url);
}
