/**
 * The law of the house: who may import whom. Lint (eslint.config.js) and the architecture test read the same table.
 *
 * A room is a folder; those of the domain have a table of their own below. `rooms` are the rooms it may import beside itself, `packages` the npm packages ('x/*' covers a scope),
 * `spawns` the workers that it may start. Files directly in a folder belong to the room whose `path` is that folder.
 *
 * @typedef {{ path: string, rooms: string[], packages: string[], spawns?: boolean }} Room
 * @type {Record<string, Room>}
 */
export const ROOMS = {
  domain: { path: 'src/domain', rooms: [], packages: ['valibot', 'yaml', '@stdlib/*', 're2js'] },
  storage: { path: 'src/storage', rooms: ['domain'], packages: ['idb', 'fflate', 'valibot'] },
  protocol: { path: 'workers/protocol', rooms: ['domain'], packages: [] },
  tensor: { path: 'workers/tensor', rooms: ['domain', 'protocol'], packages: ['@tensorflow/*'] },
  pictures: { path: 'workers/pictures', rooms: ['domain', 'protocol'], packages: [] },
  trainer: { path: 'workers/trainer', rooms: ['domain', 'protocol', 'pictures', 'tensor'], packages: ['@tensorflow/*'] },
  serving: { path: 'workers/serving', rooms: ['domain', 'protocol', 'pictures', 'tensor'], packages: ['@tensorflow/*'] },
  orchard: { path: 'workers/orchard', rooms: ['domain', 'protocol', 'pictures'], packages: [] },
  lab: { path: 'workers/lab', rooms: ['domain', 'protocol', 'pictures', 'tensor'], packages: [] },
  bench: { path: 'workers/bench', rooms: ['domain', 'protocol'], packages: [] },
  monitor: { path: 'workers/monitor', rooms: ['domain', 'protocol', 'storage'], packages: [] },
  clients: { path: 'src/clients', rooms: ['domain', 'protocol'], packages: [], spawns: true },
  state: { path: 'src/state', rooms: ['domain', 'protocol', 'storage', 'clients'], packages: ['svelte', 'fflate', 'valibot'] },
  actions: { path: 'src/actions', rooms: ['domain', 'protocol', 'state'], packages: ['valibot'] },
  app: { path: 'src/app', rooms: ['domain', 'protocol', 'storage', 'clients', 'state', 'actions'], packages: ['svelte'] },
  charts: { path: 'src/ui/charts', rooms: ['domain', 'state', 'ui'], packages: ['svelte', 'chart.js', 'chartjs-plugin-annotation'] },
  ui: { path: 'src/ui', rooms: ['domain', 'state', 'actions', 'app', 'charts'], packages: ['svelte', '@fontsource-variable/*'] },
  main: { path: 'src', rooms: ['domain', 'storage', 'clients', 'actions', 'app', 'ui'], packages: ['svelte', '@fontsource-variable/*'] },
};

const SCIENCE = ['common', 'statistics', 'experiment', 'world', 'data', 'log', 'learning'];

/**
 * The rooms of the domain, from the ground up, and which of the others each may import.
 *
 * @type {Record<string, string[]>}
 */
export const DOMAIN_ROOMS = {
  // What knows nothing of fruit: errors, chance, text, bytes.
  common: [],
  statistics: ['common'],
  // Whether a difference is more than chance.
  experiment: ['common', 'statistics'],
  // Fruit, how it is photographed, how the world drifts, what an event is, how a scenario travels.
  world: ['common'],
  // Pictures as samples: data sets, features, embeddings, changed copies (by the world's own camera).
  data: ['common', 'statistics', 'world'],
  // Rows of the prediction log.
  log: ['common', 'world'],
  // Recipes, solvers, calibration, evaluation.
  learning: ['common', 'statistics', 'data'],
  // Model versions.
  registry: ['common', 'statistics', 'world', 'data', 'log', 'learning'],
  // What a verdict is worth, and which is worth most; what becomes of fruit in the shop.
  business: ['common', 'statistics', 'experiment', 'world', 'log'],
  // What other versions say of a recorded stretch of the line.
  replay: [...SCIENCE, 'delivery', 'business'],
  // Whether what the data say of themselves is right: labels, copies, quality, and what a judge at the desk says.
  review: ['common', 'statistics', 'experiment', 'data', 'learning'],
  // When to retrain, what and on what, through which gates.
  policy: ['common', 'statistics', 'experiment', 'data', 'learning', 'rollout'],
  // Features of entities over time, as they could be known.
  'feature-store': ['common'],
  // Monitors, detectors, estimates, and what charts are drawn from.
  monitoring: SCIENCE,
  // Why something moved.
  explanation: [...SCIENCE, 'monitoring'],
  // What can be done about a model that has become worse, and which fruit would help.
  remedy: ['common', 'world', 'data', 'log', 'learning'],
  // Metrics, queries, rules, alerts, incidents.
  alerting: [...SCIENCE, 'monitoring', 'explanation'],
  // How a version gets traffic, what its analyses say, and what the evidence decides.
  rollout: ['common', 'experiment', 'world', 'alerting'],
  // Which version predicts, and whether another should.
  delivery: [...SCIENCE, 'rollout'],
  // All that watches one line, put together.
  watch: [...SCIENCE, 'monitoring', 'explanation', 'alerting', 'rollout', 'delivery', 'policy'],
  // What went wrong, what was tried, and what stayed, as Kaizen writes it.
  journal: ['common', 'world', 'delivery', 'remedy'],
  // Policies against planned drifts, and against the best possible schedule.
  'policy-lab': [...SCIENCE, 'monitoring', 'alerting', 'watch', 'policy'],
  // What to do next, and what a word means.
  guidance: ['world', 'learning', 'monitoring', 'alerting'],
  // Detectors against planned drifts.
  bench: [...SCIENCE, 'monitoring'],
};

/** What to do instead, by the room or package that was reached for. */
export const INSTEAD = {
  storage: 'Only src/state and workers/monitor reach storage. Take what you need from a state class, or as an argument.',
  clients: 'Workers are called by src/state. Ask a state class for it.',
  state: 'State is read by src/actions, src/app and src/ui only. Pass plain values down.',
  actions: 'Actions are run through App.run. What they do belongs to a state class.',
  app: 'The app is composed above the state. Take the concern that you need as an argument.',
  ui: 'Nothing below the screens imports them. Return data, and let the ui show it.',
  charts: 'Charts are drawn in src/ui/charts. Use a component from there.',
  main: 'src/main.ts composes the app and is imported by nothing. Take what you need as an argument.',
  protocol: 'Message types belong to workers and clients. Move the type to src/domain when others need it.',
  domain: '',
  trainer: 'A worker is started, not imported: go through src/clients. Share tensor code through workers/tensor.',
  serving: 'A worker is started, not imported: go through src/clients. Share tensor code through workers/tensor.',
  orchard: 'A worker is started, not imported: go through src/clients. Its science lives in src/domain/world.',
  monitor: 'A worker is started, not imported: go through src/clients. Its science lives in src/domain.',
  lab: 'A worker is started, not imported: go through src/clients. Its science lives in src/domain/replay.',
  bench: 'A worker is started, not imported: go through src/clients. Its science lives in src/domain/bench.',
  pictures: 'Files are decoded in workers only. Ask the worker through src/clients.',
  tensor: 'TensorFlow.js stays in workers/{trainer,serving,lab,tensor}. Ask the worker through src/clients.',
  '@tensorflow/*': 'TensorFlow.js stays in workers/{trainer,serving,lab,tensor}. Ask the worker through src/clients.',
  idb: 'IndexedDB is reached through src/storage only.',
  'chart.js': 'Chart.js stays in src/ui/charts. Use a component from there.',
  'chartjs-plugin-annotation': 'Chart.js stays in src/ui/charts. Use a component from there.',
  svelte: 'Svelte stays in src/state and src/ui.',
  fflate: 'Zip files are made and read in src/storage.',
  yaml: 'YAML is read and written in src/domain (alerting/rules, rollout, feature-store, common/yaml).',
  valibot: 'Schemas live in src/domain (values) and src/storage (rows and files). Import the parser from there.',
};

/** The room of a repository path such as `src/domain/common/random/normal.ts`, or null when it is in none. */
export function roomOf(file) {
  let best = null;
  for (const [name, { path }] of Object.entries(ROOMS)) {
    if (!file.startsWith(`${path}/`)) continue;
    if (name === 'main' && file.slice(path.length + 1).includes('/')) continue;
    if (best === null || path.length > ROOMS[best].path.length) best = name;
  }
  return best;
}

/** The room of the domain that a repository path lies in, or null when it is in none. */
export function domainRoomOf(file) {
  return /^src\/domain\/([^/]+)\//.exec(file)?.[1] ?? null;
}

/** Whether `specifier`, an npm import such as `@tensorflow/tfjs-core` or `svelte/store`, is covered by `allowed`. */
export function packageAllowed(specifier, allowed) {
  return allowed.some((name) => (name.endsWith('/*') ? specifier.startsWith(name.slice(0, -1)) : specifier === name || specifier.startsWith(`${name}/`)));
}
