import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOMAIN_ROOMS, packageAllowed, ROOMS } from '../../scripts/house.mjs';
import { breaches, fileCycles, folderCycles, importsOf, readSources, ROOT } from './graph.ts';

const LONGEST_FILE = 400;

const sources = readSources();
const imports = importsOf(sources);

describe('the house', () => {
  test('imports go only where the law lets them', () => {
    expect(breaches(imports)).toEqual([]);
  });

  test('relative imports name files that exist', () => {
    const missing = imports.filter(({ file }) => file !== null && !existsSync(join(ROOT, file)));
    expect(missing.map(({ from, specifier }) => `${from} → ${specifier}`)).toEqual([]);
  });

  test('folders form no cycle', () => {
    expect(folderCycles(imports)).toEqual([]);
  });

  test('files form no cycle, types included', () => {
    expect(fileCycles(imports)).toEqual([]);
  });

  test(`no file is longer than ${LONGEST_FILE} lines`, () => {
    const all = new Map([...sources, ...readSources(['tests', 'scripts'])]);
    const long = [...all].filter(([file, text]) => /\.(ts|mjs|svelte|css)$/.test(file) && text.split('\n').length - 1 > LONGEST_FILE);
    expect(long.map(([file]) => file)).toEqual([]);
  });

  test('no source names a path of somebody\'s machine', () => {
    const machine = /(?<![\w.])(\/(home|Users|root|work|tmp)\/\w|[A-Z]:\\\\?Users)/;
    const guilty = [...sources, ...readSources(['scripts'])].filter(([, text]) => machine.test(text));
    expect(guilty.map(([file]) => file)).toEqual([]);
  });
});

describe('runtime dependencies', () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const names = Object.keys(dependencies);
  const styles = [...sources].filter(([file]) => file.endsWith('.css')).map(([, text]) => text).join('\n');

  /** Packages that others of ours need beside them, such as a parser's runtime. */
  const peers = new Set(names.flatMap((name) => {
    const { peerDependencies = {} } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { peerDependencies?: Record<string, string> };
    return Object.keys(peerDependencies);
  }));

  test('each is imported by some source, or is the peer of one', () => {
    const unused = names.filter((name) => !peers.has(name) && !imports.some(({ file, specifier }) => file === null && packageAllowed(specifier, [name])) && !styles.includes(`${name}/`));
    expect(unused).toEqual([]);
  });

  test('each is explained in ARCHITECTURE.md', () => {
    const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the law catches a planted violation', () => {
  const planted = (file: string, text: string): string[] => breaches(importsOf(new Map([[file, text]])));

  test.each([
    ['storage in the domain', 'src/domain/registry/planted.ts', "import { open } from '../../storage/open.ts';"],
    ['the watch in what it watches by', 'src/domain/monitoring/monitors/planted.ts', "import { LineWatch } from '../../watch/line-watch.ts';"],
    ['a folder of the domain that nobody knows', 'src/domain/attic/planted.ts', "import { codeOf } from '../common/errors.ts';"],
    ['a file of the domain in no room', 'src/domain/planted.ts', "import { codeOf } from './common/errors.ts';"],
    ['a type of the protocol in the domain', 'src/domain/log/planted.ts', "import type { Handler } from '../../../workers/protocol/message.ts';"],
    ['tensors on the main thread', 'src/state/planted.ts', "const tf = await import('@tensorflow/tfjs-core');"],
    ['one worker inside another', 'workers/trainer/planted.ts', "export { judge } from '../serving/judge.ts';"],
    ['a client in a component', 'src/ui/screens/Planted.svelte', "<script lang=\"ts\">\n  import { trainer } from '../../clients/trainer.ts';\n</script>\n<p></p>"],
    ['charts outside their folder', 'src/ui/Planted.svelte', "<script module lang=\"ts\">import { Chart } from 'chart.js';</script>"],
    ['a worker started by a screen', 'src/ui/planted.ts', "import Trainer from '../../workers/trainer/main.ts?worker';"],
    ['Node in the product', 'src/storage/planted.ts', "import { readFileSync } from 'node:fs';"],
    ['a room that nobody knows', 'src/attic/planted.ts', "import { codeOf } from '../domain/errors.ts';"],
  ])('%s', (_what, file, text) => {
    expect(planted(file, text)).toHaveLength(1);
  });

  test('what the law allows passes', () => {
    expect(planted('workers/monitor/fine.ts', "import { open } from '../../src/storage/open.ts';\nimport { x } from '../protocol/stream.ts';")).toEqual([]);
    expect(planted('src/clients/fine.ts', "import Trainer from '../../workers/trainer/main.ts?worker';")).toEqual([]);
  });

  test('a cycle between folders', () => {
    const circle = new Map([
      ['src/domain/world/drift/a.ts', "import type { B } from '../orchard/b.ts';"],
      ['src/domain/world/orchard/b.ts', "import type { C } from '../stream/c.ts';"],
      ['src/domain/world/stream/c.ts', "import type { A } from '../drift/a.ts';"],
    ]);
    expect(folderCycles(importsOf(circle))).toEqual([['src/domain/world/drift', 'src/domain/world/orchard', 'src/domain/world/stream']]);
  });

  test('every room of the law but an empty one exists', () => {
    const rooms = [...Object.values(ROOMS).map(({ path }) => path), ...Object.keys(DOMAIN_ROOMS).map((name) => `src/domain/${name}`)];
    expect(rooms.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
