import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { INSTEAD, ROOMS } from './scripts/house.mjs';

const SVELTE = ['**/*.svelte', '**/*.svelte.ts'];
/** Whose types lint knows: all but what belongs to no side of the house. */
const TYPED = ['{src,workers,tests}/**/*.ts', 'src/**/*.svelte'];
const CODE = '**/*.{ts,svelte}';

/** Packages with a room of their own; every other room hears what to use instead. */
const KEPT_PACKAGES = ['@tensorflow/*', 'idb', 'chart.js', 'chartjs-plugin-annotation', 'svelte', 'fflate', 'valibot'];

const escaped = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Matches relative imports that climb out of a folder of `from` (src or workers) and enter the room at `path`. */
function reaching(path, from) {
  const [side, room] = path.split('/');
  if (room === undefined) return '^(\\.\\./)+main\\.ts$';
  return from === side ? `^(\\.\\./)+${room}/` : `^(\\.\\./)+${side}/${room}/`;
}

const packagePattern = (name) => (name.endsWith('/*') ? `^${escaped(name.slice(0, -1))}` : `^${escaped(name)}(/|$)`);

/** The import law of DESIGN section 2 for one room, with the way out in every message. */
function law(room) {
  const { path, rooms, packages, spawns } = ROOMS[room];
  const [side] = path.split('/');
  const strangers = Object.keys(ROOMS).filter((other) => other !== room && !rooms.includes(other) && (other === 'main' || !path.startsWith(`${ROOMS[other].path}/`)));
  const patterns = [
    ...strangers.map((other) => ({ regex: reaching(ROOMS[other].path, side) + (spawns ? '(?!.*\\?worker(&url)?$)' : ''), message: INSTEAD[other] })),
    ...KEPT_PACKAGES.filter((name) => !packages.includes(name)).map((name) => ({ regex: packagePattern(name), message: INSTEAD[name] })),
    { regex: '^node:', message: 'The product runs in a browser. Node belongs to scripts and tests.' },
  ];
  return {
    files: room === 'main' ? ['src/*.ts'] : [`${path}/${CODE}`],
    ignores: room === 'ui' ? ['src/ui/charts/**'] : [],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
}

const CLOCK = 'The domain has no clock: take simulated time from the event, or real time as an argument.';
const CHANCE = 'Chance is counter-based: take a stream from src/domain/common/random, keyed by seed and index.';
const QUIET = 'The domain computes and returns. Let the caller do this.';

export default ts.config(
  { ignores: ['dist/', 'dist-*/', '.cache/', 'coverage/', 'test-results/', 'playwright-report/', 'public/', 'docs/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...ts.configs.stylistic,
  ...svelte.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': ['error', { allow: ['error', 'warn'] }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  { files: ['**/*.ts', ...SVELTE], rules: { 'no-undef': 'off' } },
  // State is replaced, never mutated ($state.raw), so plain sets, maps and dates are right.
  { files: SVELTE, rules: { 'svelte/prefer-svelte-reactivity': 'off' } },
  { files: SVELTE, languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    // Rules that know the types.
    files: TYPED,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      // A default is a decision about all that is not named.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      'no-restricted-syntax': ['error', {
        selector: 'SvelteAttribute[key.name="style"] > SvelteLiteral',
        message: "The page's policy blocks style attributes in markup. Use a class, or the style:name={value} directive.",
      }],
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-navigation-without-resolve': 'off',
      'prefer-const': 'off',
    },
  },
  ...Object.keys(ROOMS).map(law),
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error',
        ...['performance', 'setTimeout', 'setInterval'].map((name) => ({ name, message: CLOCK })),
        ...['console', 'fetch', 'self', 'window', 'document', 'navigator', 'globalThis', 'localStorage', 'indexedDB'].map((name) => ({ name, message: QUIET })),
        { name: 'crypto', message: CHANCE },
      ],
      'no-restricted-properties': ['error',
        { object: 'Math', property: 'random', message: CHANCE },
        { object: 'Date', property: 'now', message: CLOCK },
      ],
      'no-restricted-syntax': ['error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK },
        { selector: 'CallExpression[callee.name="Date"]', message: CLOCK },
      ],
    },
  },
  { files: ['scripts/**', '*.config.{js,ts}', 'tests/**'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
);
