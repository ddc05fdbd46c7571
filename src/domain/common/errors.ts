/**
 * Every way in which Orchard can fail on purpose. The set is closed: user texts are made from these codes in one place
 * (`src/ui/errors.ts`), the automation surface rejects with them, workers send them across.
 */
export const ERROR_CODES = [
  // input files and pictures
  'picture-empty', 'picture-not-an-image', 'picture-heic', 'picture-unsupported', 'picture-too-large', 'picture-too-small', 'picture-undecodable', 'picture-duplicate', 'picture-elsewhere',
  'too-many-files', 'file-too-large', 'file-checksum', 'file-truncated', 'file-schema', 'file-version', 'zip-hostile', 'zip-encrypted', 'zip-method', 'project-foreign',
  // labels and data
  'label-empty', 'label-too-long', 'label-duplicate', 'label-unknown', 'label-too-many', 'data-too-few', 'data-one-class', 'data-unknown-version', 'review-stale', 'review-budget',
  // scenario and URL
  'scenario-invalid', 'scenario-preset-unknown', 'drifts-full', 'url-invalid', 'index-out-of-range', 'argument-invalid', 'over-budget', 'nothing-to-undo', 'sealed', 'seal-word',
  // detector bench
  'bench-plan-invalid', 'bench-too-large', 'bench-busy',
  // policies and their lab
  'policy-invalid', 'policy-plan-invalid', 'policy-plan-too-large', 'policy-lab-busy', 'level-locked',
  // replay
  'replay-busy', 'no-truth', 'rows-gone',
  // remedies
  'remedy-busy', 'too-few-truths', 'nothing-to-copy', 'desk-empty',
  // sets of photographs
  'set-unknown', 'set-in-use', 'set-empty', 'sets-full',
  // training and compute
  'recipe-invalid', 'backend-unavailable', 'backbone-missing', 'device-lost', 'out-of-memory', 'training-diverged', 'cancelled',
  // registry
  'model-unknown', 'model-live', 'model-incompatible', 'model-unjudged', 'model-failed', 'superseded', 'nothing-deployed',
  // rollouts
  'strategy-invalid', 'rollout-none', 'rollout-running', 'rollout-labels', 'model-on-trial', 'trial-failed',
  // features
  'feature-invalid', 'feature-unknown',
  // camera
  'camera-denied', 'camera-busy', 'camera-none', 'camera-insecure', 'camera-lost', 'frame-not-kept', 'truth-late',
  // storage
  'storage-unavailable', 'storage-full', 'storage-corrupt', 'storage-blocked', 'storage-newer', 'storage-silent', 'storage-lost', 'not-leading',
  // the page's own code
  'page-incomplete',
  // workers
  'watch-failed', 'worker-died', 'worker-lost', 'worker-protocol', 'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

const LONGEST_DETAIL = 500;
const LONGEST_ABOUT = 300;

const TAIL = 100;

/** A text of somebody's cut to a length, with an ellipsis where it is cut: what is wrong is said at its beginning or at its end. */
function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - TAIL)}…${text.slice(-TAIL)}` : text;
}

/**
 * An error with a code of the closed set. `detail` is for developers and never shown as is; `about` is the one fact that the
 * code's sentence has a place for: a number with its unit, a name, what a file turned out to be. Both are cut to a length that can be read.
 */
export class OrchardError extends Error {
  readonly code: ErrorCode;
  readonly about: string | undefined;
  constructor(code: ErrorCode, detail = '', { about, ...options }: ErrorOptions & { about?: string } = {}) {
    super(detail === '' ? code : `${code}: ${cut(detail, LONGEST_DETAIL)}`, options);
    this.name = 'OrchardError';
    this.code = code;
    this.about = about === undefined ? undefined : cut(about, LONGEST_ABOUT);
  }
}

/** The code of any thrown value: its own when it carries one of ours, `cancelled` for an AbortError, else `internal`. */
export function codeOf(error: unknown): ErrorCode {
  if (typeof error === 'object' && error !== null) {
    const { code, name } = error as { code?: unknown; name?: unknown };
    if (typeof code === 'string' && (ERROR_CODES as readonly string[]).includes(code)) return code as ErrorCode;
    if (name === 'AbortError') return 'cancelled';
    if (name === 'QuotaExceededError') return 'storage-full';
  }
  return 'internal';
}

/** The fact that an error's sentence has a place for, when it carries one. */
export function aboutOf(error: unknown): string | undefined {
  return error instanceof OrchardError ? error.about : undefined;
}

/** A stack, or a script with a line and a column: where in the code something arose. */
const STACK = /\n\s*at |\s+at (?:async )?(?:new )?[\w.$<>[\]]+ \(|\s*@?(?:https?|file|blob|node|webpack|wasm):\S*:\d+/u;

/** What an error says of itself without its code and without the place in the code where it arose: people may come to read it. */
export function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? cut(error, LONGEST_DETAIL) : '';
  return cut(textOfError(error).split(STACK, 1)[0]!, LONGEST_DETAIL);
}

/** What an error says of itself without its code, whole: for what our own code has worded. */
export function textOfError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof OrchardError ? error.message.slice(error.code.length).replace(/^: /u, '') : error.message;
}

/** The code of anything thrown and what it says of itself: what a program is told. */
export function messageOf(error: unknown): string {
  const [code, detail] = [codeOf(error), detailOf(error)];
  return detail === '' ? code : `${code}: ${detail}`;
}
