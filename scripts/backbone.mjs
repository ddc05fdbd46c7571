/**
 * Makes public/models/backbone/ from the dev dependency nsfwjs: checks what it reads, cuts the network at CUT, keeps the
 * weights as they are (uint8, quantised), and writes model.json, weights.bin and backbone.json. Node only, nothing fetched.
 * Does nothing when the files are there and whole. `--force` makes them again.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const SOURCE = new URL('../node_modules/nsfwjs/dist/models/mobilenet_v2_mid/', import.meta.url);
const TARGET = new URL('../public/models/backbone/', import.meta.url);
const INPUT_SHA256 = {
  'model.min.js': 'a7a9e701491e2449b221dab7c424957f853e700602b5575da33cfd745616f964',
  'group1-shard1of2.min.js': 'f2e79a209e44d668220ec5f1533a98f2be954e3953685bf074d201b82fefc29a',
  'group1-shard2of2.min.js': 'f291df992a0131741372506a6072fb9f1645bff7c973c983fd6276f5f9625d5e',
};
const WEIGHTS_SHA256 = 'e11dbcdaf98e9f5a1feb1253d49d79132fb982ebf676ce32a70612a9acd11929';
const CUT = 'MobilenetV2/expanded_conv_13/expand/Relu6';
const CHANNELS = 816;
const BYTES = { uint8: 1, uint16: 2, float16: 2, int32: 4, float32: 4, bool: 1 };

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

async function readChecked(name) {
  const bytes = await readFile(new URL(name, SOURCE)).catch(() => {
    throw new Error(`${name} is missing: run npm install first.`);
  });
  if (sha256(bytes) !== INPUT_SHA256[name]) throw new Error(`${name} is not the file of nsfwjs@4.4.0 (sha256 differs).`);
  return bytes.toString('utf8');
}

/** The literal that a bundle assigns to `module.exports`: from the last `.exports=` to the end of the module's function. */
function exportedLiteral(bundle) {
  const start = bundle.lastIndexOf('.exports=') + '.exports='.length;
  const end = bundle.lastIndexOf('},{}]},{},[1])(1)});');
  if (start < '.exports='.length || end < start) throw new Error('The bundle has another form than expected.');
  return bundle.slice(start, end);
}

/** A minified JavaScript literal of objects, arrays, strings, numbers and booleans as a value, without running it. */
function parseLiteral(text) {
  const token = /"(?:[^"\\]|\\.)*"|-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|![01]|[A-Za-z_$][\w$]*|[{}[\],:]|(.)/gs;
  const json = text.replace(token, (word, other) => {
    if (other !== undefined) throw new Error(`Unexpected ${JSON.stringify(other)} in the model's description.`);
    if (word === '!0') return 'true';
    if (word === '!1') return 'false';
    if (/^[A-Za-z_$]/.test(word)) return word === 'null' ? word : `"${word}"`;
    if (/^[-\d.]/.test(word)) return String(Number(word));
    return word;
  });
  return JSON.parse(json);
}

const nodeName = (input) => input.replace(/^\^/, '').split(':')[0];

/** The nodes that `last` needs, in the graph's own order. */
function ancestors(nodes, last) {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = new Set();
  const waiting = [last];
  while (waiting.length > 0) {
    const name = waiting.pop();
    if (needed.has(name)) continue;
    needed.add(name);
    waiting.push(...(byName.get(name)?.input ?? []).map(nodeName));
  }
  return nodes.filter((node) => needed.has(node.name));
}

function byteLength(weight) {
  const count = weight.shape.reduce((product, side) => product * side, 1);
  return count * BYTES[weight.quantization?.dtype ?? weight.dtype];
}

function cut(model, weightBytes) {
  const nodes = model.modelTopology.node;
  const ends = nodes.filter((node) => node.name.endsWith(CUT));
  if (ends.length !== 1) throw new Error(`Expected one node ending in ${CUT}, found ${ends.length}.`);
  const kept = ancestors(nodes, ends[0].name);
  const names = new Set(kept.map((node) => node.name));
  for (const node of kept) {
    if (node.op === 'Placeholder') node.attr.shape.shape.dim = [-1, -1, -1, 3].map((size) => ({ size: String(size) }));
  }
  const specs = [];
  const parts = [];
  let offset = 0;
  for (const weight of model.weightsManifest.flatMap((group) => group.weights)) {
    const length = byteLength(weight);
    if (names.has(weight.name)) {
      specs.push(weight);
      parts.push(weightBytes.subarray(offset, offset + length));
    }
    offset += length;
  }
  if (offset !== weightBytes.length) throw new Error('The weights are not as long as their description says.');
  const placeholder = kept.find((node) => node.op === 'Placeholder');
  return {
    weights: Buffer.concat(parts),
    description: {
      format: 'graph-model',
      generatedBy: model.generatedBy,
      convertedBy: model.convertedBy,
      modelTopology: { node: kept, library: { function: [] }, versions: model.modelTopology.versions ?? {} },
      weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
    },
    input: placeholder.name,
    output: ends[0].name,
  };
}

async function isWhole() {
  try {
    const about = JSON.parse(await readFile(new URL('backbone.json', TARGET), 'utf8'));
    const [model, weights] = await Promise.all(['model.json', 'weights.bin'].map((name) => readFile(new URL(name, TARGET))));
    return about.sha256 === WEIGHTS_SHA256 && sha256(weights) === about.sha256 && sha256(model) === about.modelSha256;
  } catch {
    return false;
  }
}

/** Writes the backbone unless it is there already. Answers true when it wrote. */
export async function makeBackbone({ force = false } = {}) {
  if (!force && (await isWhole())) return false;
  const bundles = await Promise.all(Object.keys(INPUT_SHA256).map(readChecked));
  const [model, ...shards] = bundles.map((bundle) => parseLiteral(exportedLiteral(bundle)));
  const { weights, description, input, output } = cut(model, Buffer.concat(shards.map((shard) => Buffer.from(shard, 'base64'))));
  if (sha256(weights) !== WEIGHTS_SHA256) throw new Error(`The cut weights are not those expected: ${sha256(weights)}.`);
  const modelText = JSON.stringify(description);
  const about = {
    sha256: sha256(weights),
    modelSha256: sha256(modelText),
    bytes: weights.length,
    input,
    output,
    channels: CHANNELS,
    origin: 'nsfwjs@4.4.0 mobilenet_v2_mid',
    licence: 'MIT',
  };
  await mkdir(TARGET, { recursive: true });
  await writeFile(new URL('weights.bin', TARGET), weights);
  await writeFile(new URL('model.json', TARGET), modelText);
  await writeFile(new URL('backbone.json', TARGET), `${JSON.stringify(about, null, 2)}\n`);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wrote = await makeBackbone({ force: process.argv.includes('--force') });
  console.log(wrote ? 'Backbone written to public/models/backbone/.' : 'Backbone is there already.');
}
