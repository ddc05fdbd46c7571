import { aboutOf, codeOf, type ErrorCode } from '../domain/common/errors.ts';
import { withNamesIsolated } from '../domain/common/isolated.ts';

/** Where an error's button leads; `retry` and `dismiss` are for the caller to carry out. */
type ErrorRemedy =
  | { kind: 'retry'; label: string }
  | { kind: 'dismiss'; label: string }
  | { kind: 'reload'; label: string }
  | { kind: 'goto'; label: string; href: `#/${string}` };

export interface ErrorText {
  code: ErrorCode;
  /** What happened. */
  what: string;
  /** What is safe. */
  safe: string;
  /** What to do, in words. */
  advice: string;
  /** What to do, as a button. */
  remedy: ErrorRemedy;
}

type Entry = readonly [what: string, safe: string, advice: string, remedy: ErrorRemedy];

const retry = (label = 'Try again'): ErrorRemedy => ({ kind: 'retry', label });
const dismiss = (label = 'Go on without it'): ErrorRemedy => ({ kind: 'dismiss', label });
const reload = (label = 'Reload the page'): ErrorRemedy => ({ kind: 'reload', label });
const goto = (label: string, href: `#/${string}`): ErrorRemedy => ({ kind: 'goto', label, href });

const REST_ADDED = 'Other pictures are not affected.';
const NOTHING_CHANGED = 'Nothing was changed.';
const DATA_SAFE = 'Your pictures and models are untouched.';
const STORED_SAFE = 'Everything stored so far is safe.';
const LINE_SAFE = 'The line and its log are untouched.';
const NO_CAMERA = 'Everything works without a camera: drop photos, or pick fruit from the orchard.';

const TEXTS: Record<ErrorCode, Entry> = {
  'picture-empty': ['This file is empty.', REST_ADDED, 'Copy the file again from where it came, then add it once more.', retry('Choose another file')],
  'picture-not-an-image': ['This file is not a picture, whatever its name says.', REST_ADDED, 'Add JPEG, PNG, WebP or AVIF files.', retry('Choose another file')],
  'picture-heic': ['This is a HEIC photograph, as iPhones take them, and browsers cannot open it.', REST_ADDED, 'Save it as JPEG and add that. “Most Compatible” in the camera’s settings takes JPEGs from now on.', retry('Choose another file')],
  'picture-unsupported': ['This browser cannot open this kind of picture.', REST_ADDED, 'Save it as JPEG or PNG and add it again.', retry('Choose another file')],
  'picture-too-large': ['This picture has more pixels than a tab has memory for: up to 100 megapixels are taken.', REST_ADDED, 'Make it smaller, 4000 pixels on the long side is plenty, and add it again.', retry('Choose another file')],
  'picture-too-small': ['This picture is too small to learn from.', REST_ADDED, 'Add one of at least 8 by 8 pixels.', retry('Choose another file')],
  'picture-undecodable': ['This picture is damaged and cannot be opened.', REST_ADDED, 'Open it in another program and save it again.', retry('Choose another file')],
  'picture-duplicate': ['This picture is there already.', 'It is kept once.', 'Add another one.', dismiss('Go on')],
  'picture-elsewhere': ['This picture is there already, under another label.', 'It stays where it is.', 'Move it on the Data screen if the other label is wrong.', goto('Open Data', '#/data')],
  'too-many-files': ['These are more files than Orchard takes at once.', 'Those within the limit were added.', 'Add the rest in a second go.', retry('Add more files')],
  'file-too-large': ['This file is larger than Orchard accepts.', NOTHING_CHANGED, 'Choose a smaller file.', retry('Choose another file')],
  'file-checksum': ['The file was changed or damaged on its way: its checksum is wrong.', 'It was not opened, and nothing was changed.', 'Export or download it again.', retry('Choose another file')],
  'file-truncated': ['The file ends too early; a part of it is missing.', 'It was not opened, and nothing was changed.', 'Export or download it again.', retry('Choose another file')],
  'file-schema': ['This is not a file that Orchard wrote, or it was edited by hand.', 'It was not opened, and nothing was changed.', 'Choose a file that was exported from Orchard.', retry('Choose another file')],
  'file-version': ['This file was written by a newer Orchard.', 'It was not opened, and nothing was changed.', 'Reload the page to get the newest Orchard, then open it again.', reload()],
  'project-foreign': ['This is not a project that Orchard wrote.', 'It was not opened, and nothing was changed.', 'If it holds pictures, add it on Data: its folders become labels. Models are imported on Models.', goto('Open Data', '#/data')],
  'zip-encrypted': ['This archive is locked with a password.', NOTHING_CHANGED, 'Unpack it, then add the folder that comes out.', retry('Choose another file')],
  'zip-method': ['This archive is packed in a way that browsers cannot unpack.', NOTHING_CHANGED, 'Unpack it, then add the folder that comes out, or pack it again as a plain zip.', retry('Choose another file')],
  'zip-hostile': ['This archive is built to do harm, so it was not unpacked.', NOTHING_CHANGED, 'Do not open it elsewhere. Choose another file.', retry('Choose another file')],

  'label-empty': ['A label needs a name.', NOTHING_CHANGED, 'Type at least one letter.', dismiss('Edit the name')],
  'label-too-long': ['This label is too long to be read on the belt.', NOTHING_CHANGED, 'Keep it to 60 characters.', dismiss('Edit the name')],
  'label-duplicate': ['There is a label of this name already.', NOTHING_CHANGED, 'Choose another name, or add the pictures to the one that exists.', dismiss('Edit the name')],
  'label-unknown': ['There is no label of this name.', NOTHING_CHANGED, 'Pick one of the labels on the Data screen, or add this one.', goto('Open Data', '#/data')],
  'label-too-many': ['This is as many labels as one model can tell apart here.', NOTHING_CHANGED, 'Remove a label that is no longer needed.', goto('Open Data', '#/data')],
  'data-too-few': ['There are too few pictures to learn from and to test on.', DATA_SAFE, 'Collect at least two pictures of each label; thirty are better.', goto('Collect pictures', '#/data')],
  'data-one-class': ['All pictures carry the same label, so there is nothing to tell apart.', DATA_SAFE, 'Add pictures of a second label.', goto('Collect pictures', '#/data')],
  'data-unknown-version': ['This data set version is not stored here.', DATA_SAFE, 'Choose one of the versions on the Data screen.', goto('Open Data', '#/data')],

  'review-stale': ['This was removed or changed since it was shown, so the decision was not taken.', NOTHING_CHANGED, 'Look at what stands there now, and decide again.', goto('Open Review', '#/data/review')],
  'review-budget': ['The labels that the desk may ask for are used up.', 'What was judged is kept.', 'Put the labels into the data, raise the budget, or let more fruit pass.', goto('Open Review', '#/data/review')],

  'scenario-invalid': ['This scenario does not follow the schema.', 'The line keeps the scenario that it has.', 'Check the file against the example in the documentation.', retry('Choose another scenario')],
  'scenario-preset-unknown': ['There is no story of this name.', 'The line keeps the scenario that it has.', 'Choose one of the stories on the Line screen.', goto('See the stories', '#/line')],
  'drifts-full': ['The schedule holds 64 drifts, and no more fit.', 'The line goes on under those that it has.', 'Take out a drift that is not needed any more, then add this one.', goto('Open the line', '#/line')],
  'url-invalid': ['A part of the link could not be read.', 'What could be read was used, the rest has its default.', 'Ask for the link again if the screen looks wrong.', dismiss('Go on')],
  'index-out-of-range': ['The line has no fruit of this number.', LINE_SAFE, 'Choose a number within the length of the scenario.', dismiss('Stay here')],
  'nothing-to-undo': ['There is nothing to take back.', NOTHING_CHANGED, 'Of the line, what was put aside is kept for a day, until the next act that drops fruits.', dismiss('Go on')],
  'over-budget': ['This would take longer than a page should compute.', NOTHING_CHANGED, 'Ask for less: a shorter range, a longer step, fewer series.', dismiss('Make it smaller')],
  'argument-invalid': ['A value is outside what is possible here.', NOTHING_CHANGED, 'Correct the value and try again.', dismiss('Correct it')],

  'bench-plan-invalid': ['This plan of the bench cannot be run as it stands.', 'The plan and the result before it are kept.', 'Correct what is marked, or choose a file that the bench wrote.', dismiss('Correct it')],
  'policy-invalid': ['This policy cannot be followed as it stands.', 'The policy before it stays in force.', 'Correct what is marked, or choose one of the ready policies.', dismiss('Correct it')],
  'policy-plan-invalid': ['This plan of the policy lab cannot be run as it stands.', 'The plan and the result before it are kept.', 'Correct what is marked, or choose a file that the lab wrote.', dismiss('Correct it')],
  'policy-lab-busy': ['The policy lab is at work on another plan.', 'That run goes on.', 'Wait until it is done, or cancel it.', dismiss('Let it finish')],
  'policy-plan-too-large': ['This plan is more than a browser should do in one go.', 'The plan and the result before it are kept.', 'Take fewer policies, stories, seeds or fruits.', dismiss('Make it smaller')],
  'bench-too-large': ['This plan is more than a browser should do in one go.', 'The plan and the result before it are kept.', 'Take fewer seeds, streams, events or values of a sweep.', dismiss('Make it smaller')],
  'bench-busy': ['The bench is at work on another plan.', 'That run goes on.', 'Wait until it is done, or cancel it.', dismiss('Let it finish')],

  'remedy-busy': ['Something is being tried already.', 'It goes on, and nothing else was begun.', 'Wait until it is done, or cancel it.', dismiss('Wait')],
  'nothing-to-copy': ['Nothing moved on the line that a changed copy of a picture could show.', 'Nothing was changed.', 'Choose another remedy, or set copies of your own on Train.', goto('Open Train', '#/train')],
  'desk-empty': ['Nobody has judged fruit at the labelling desk yet.', 'Nothing was changed.', 'Judge some fruit at the desk, and put it into the data.', goto('Open the desk', '#/data/review')],
  'too-few-truths': ['There is no fruit yet that this remedy could learn from.', 'Nothing was changed, and the live version serves on.', 'Let the belt run on until more truths have arrived.', goto('Open the line', '#/line')],
  'replay-busy': ['Another replay is under way.', 'It goes on.', 'Wait until it is done, or cancel it.', dismiss('Let it finish')],
  'no-truth': ['The line knows no truth for the labels of these versions.', LINE_SAFE, 'Choose versions that tell ripe from unripe, or one kind of fruit from another.', goto('Open Models', '#/models')],
  'rows-gone': ['The log no longer holds the beginning of this stretch.', 'The rows that remain are untouched.', 'Choose a stretch that begins later, or have the log keep more rows from now on.', goto('Open the log', '#/log')],

  'set-unknown': ['The photographs that this line runs on are not stored here.', 'Nothing was changed.', 'No link carries photographs: add the same ones, under the same labels, then open it again.', goto('Open the line', '#/line')],
  'set-in-use': ['The line runs on these photographs.', NOTHING_CHANGED, 'Begin another line first, then remove the set.', goto('Open the line', '#/line')],
  'set-empty': ['There is no photograph in it that could be read.', NOTHING_CHANGED, 'Choose a folder or an archive with JPEG, PNG, WebP or AVIF files.', retry('Choose another folder')],
  'sets-full': ['These are more photographs than Orchard keeps for the line.', NOTHING_CHANGED, 'Remove a set that is not needed, or add fewer: 24 sets fit, of 5,000 photographs each.', dismiss('Go on')],

  'recipe-invalid': ['These settings do not make a model that can be trained.', DATA_SAFE, 'Correct the marked settings, or go back to the defaults.', dismiss('Correct the settings')],
  'backend-unavailable': ['This browser cannot compute this way.', DATA_SAFE, 'Let Orchard pick the fastest way that works here.', retry('Pick automatically')],
  'backbone-missing': ['The backbone could not be loaded.', 'Colour features train without it, and the line goes on.', 'Check the connection to the place that serves this page.', retry()],
  'device-lost': ['The graphics device stopped answering.', 'The last finished epoch was kept.', 'Train again; Orchard takes another backend.', retry('Train again')],
  'out-of-memory': ['There is not enough memory for this.', DATA_SAFE, 'Choose smaller pictures or a smaller batch, or close other tabs.', retry()],
  'training-diverged': ['The loss grew without bound, so the training was stopped.', DATA_SAFE, 'Lower the learning rate and train again.', retry('Train again')],
  cancelled: ['Stopped, as you asked.', 'Nothing half-done was kept.', 'Start again whenever you like.', retry('Start again')],

  'model-unknown': ['This model version is not stored here.', LINE_SAFE, 'Choose one of the versions on the Models screen.', goto('Open Models', '#/models')],
  'model-live': ['This version is live on the line, so it cannot be deleted.', NOTHING_CHANGED, 'Deploy another version first.', goto('Open Models', '#/models')],
  'model-unjudged': ['There are too few pictures of this model’s labels to judge it by.', 'Nothing was registered, and nothing was changed.', 'Add ten pictures or more under its labels, best ones that it has not learnt from, then import it again.', goto('Collect pictures', '#/data')],
  'model-incompatible': ['This model expects other labels or another input than the line gives.', 'The version that was live is still live.', 'Train one on the present data, or choose another version.', goto('Open Models', '#/models')],
  'model-failed': ['The live model broke while it was judging.', 'The line stands, and no fruit is lost: it waits for a model.', 'Deploy it again, or roll back to the version before on the Models screen.', retry('Deploy again')],
  superseded: ['Another version was deployed before this one took over.', 'The line is judged by the later one.', 'Deploy this one again if it is the one you want.', goto('Open Models', '#/models')],
  'strategy-invalid': ['This strategy cannot be read, or asks for what cannot be.', 'Whatever is being rolled out goes on as it did.', 'Mend the line that is named, or take the usual steps.', dismiss('Edit the strategy')],
  'level-locked': ['Level 2 needs the pipeline as files of a repository, which this Orchard does not have yet.', 'The level stays as it is.', 'Level 1 runs the line under a policy.', goto('Open Improve', '#/improve/policies')],
  'rollout-none': ['No version is being rolled out.', LINE_SAFE, 'Begin a rollout on Improve.', goto('Open Improve', '#/improve/rollout')],
  'rollout-running': ['A version is being rolled out already.', 'It goes on as it did.', 'Promote it or abort it first.', goto('Open Improve', '#/improve/rollout')],
  'rollout-labels': ['This version answers with other labels than the live one, so the two cannot share the line.', LINE_SAFE, 'Deploy it in its place, or train one with the same labels. Another picture size would do.', goto('Open Models', '#/models')],
  'model-on-trial': ['This version is under trial on the line.', 'It goes on as it did.', 'Abort its rollout, or let it end, then delete it.', goto('Open Improve', '#/improve/rollout')],
  'trial-failed': ['The version under trial broke while judging.', 'The champion judges on alone, and no fruit was lost.', 'The rollout was ended. Try it again, or train another version.', goto('Open Improve', '#/improve/rollout')],
  'nothing-deployed': ['No model is live yet, so nobody can judge the fruit.', DATA_SAFE, 'Deploy a version first.', goto('Open Models', '#/models')],

  'feature-invalid': ['This definition of a feature cannot be read, or asks for what cannot be.', 'What is defined already goes on as it did.', 'Mend the line that is named.', dismiss('Edit the definition')],
  'feature-unknown': ['There is no such feature, or nothing that it could be made of.', NOTHING_CHANGED, 'Choose one of those that are defined.', dismiss()],

  'camera-denied': ['The browser was not allowed to use the camera.', NO_CAMERA, 'Allow the camera in the address bar, then try again.', retry()],
  'camera-busy': ['Another program is using the camera.', NO_CAMERA, 'Close the other program, then try again.', retry()],
  'camera-none': ['No camera was found.', NO_CAMERA, 'Plug one in, then try again.', retry('Look again')],
  'camera-insecure': ['Browsers give the camera only to pages on https or localhost.', NO_CAMERA, 'Open this page over https, or go on without a camera.', dismiss('Go on without a camera')],
  'frame-not-kept': ['No picture of this frame was kept, and a camera’s frames cannot be drawn again.', 'What the model said of it is in the log.', 'On the Camera screen you set which frames are kept. Frames from before the page was loaded are gone.', goto('Open Camera', '#/camera')],
  'truth-late': ['It is too late for a truth of this frame: the time in which one counts is over.', LINE_SAFE, 'Judge a newer frame, or let truths arrive later: “Truth arrives after” is part of the scenario.', dismiss('Go on')],
  'camera-lost': ['The camera went away.', 'The pictures taken so far are kept.', 'Plug it in again, then go on.', retry('Look again')],

  'storage-unavailable': ['This browser does not let the page store anything, as in private windows.', 'Everything works, but only until this tab is closed.', 'Use a normal window to keep your work.', dismiss('Go on in this tab')],
  'storage-full': ['The browser has no more room for this page.', STORED_SAFE, 'Remove old logs or pictures, or free space on the disk.', goto('See what takes room', '#/log')],
  'storage-corrupt': ['One stored record could not be read and was set aside.', 'All other records are safe.', 'Go on; export the project if this happens again.', dismiss('Go on')],
  'storage-blocked': ['Another tab holds an older Orchard open.', STORED_SAFE, 'Close the other tabs of Orchard: this one then goes on by itself.', reload()],
  'storage-newer': ['The stored project was written by a newer Orchard than this one.', 'It was not touched.', 'Reload the page to get the newest Orchard.', reload()],
  'storage-silent': ['The browser’s storage does not answer.', STORED_SAFE, 'This page goes on by itself when it does. Closing other tabs, or starting the browser again, may help.', reload()],
  'storage-lost': ['The browser took away what this page had stored, or somebody cleared it.', 'What was left is shown after a reload; until then nothing is kept.', 'Reload the page. What was cleared is gone: open an exported project instead.', reload()],
  'sealed': ['The instructor sealed the truth of this line, and that would tell it.', 'The line, its log and your models go on as they are.', 'Go by the alerts and what the model gets wrong, or ask the instructor to reveal it.', dismiss('Go on')],
  'seal-word': ['That is not the word this line was sealed with.', 'The truth stays sealed, and nothing was changed.', 'Ask whoever sealed it for the word, and try again.', retry()],
  'not-leading': ['Orchard runs in another tab, and only one tab may change things.', 'This tab shows what the other one does.', 'Go to the other tab, or close it to lead from here.', retry('Lead from here')],

  'watch-failed': ['Nothing is watched any more.', 'The line and its log go on, and nothing was changed.', 'Reload the page to watch the line anew.', reload()],
  'page-incomplete': ['A part of the page could not be loaded: the connection is gone, or this page is older than the site.', STORED_SAFE, 'Check the connection, and reload the page.', reload()],
  'worker-died': ['A background worker stopped and was started again.', STORED_SAFE, 'The line goes on by itself. Whatever else was under way, begin it once more.', retry()],
  'worker-lost': ['A background worker stops as often as it is started, so the line stands.', STORED_SAFE, 'Close other tabs if this machine is short of memory, then start the line again.', retry('Start the line again')],
  'worker-protocol': ['A part of the page is older than the rest.', STORED_SAFE, 'Reload the page so that all parts match.', reload()],
  internal: ['Something went wrong that Orchard did not foresee.', STORED_SAFE, 'Try once more; reload the page if it happens again.', retry()],
};

/** What happened, where the error carries the fact that decides it (`OrchardError.about`). */
const WITH_FACT: Partial<Record<ErrorCode, (about: string) => string>> = {
  'picture-not-an-image': (kind) => `This is ${kind}, not a picture.`,
  'picture-unsupported': (kind) => `This is a ${kind} file, which browsers do not open as a photograph.`,
  'picture-too-large': (size) => `This picture has ${size}, more than a tab has memory for: up to 100 are taken.`,
  'picture-too-small': (size) => `This picture has ${size}, too few to learn from.`,
  'picture-undecodable': (place) => `This picture is damaged at ${place} and cannot be opened.`,
  'picture-elsewhere': (label) => `This picture is there already, under “${label}”.`,
  'file-too-large': (size) => `This file is larger than Orchard accepts: ${size}.`,
  'storage-corrupt': (records) => `${records} could not be read and were set aside.`,
  'file-schema': (why) => `This is not a file that Orchard wrote, or it was edited by hand: ${why}.`,
  'bench-plan-invalid': (why) => `This plan of the bench cannot be run as it stands: ${why}.`,
  'policy-invalid': (why) => `This policy cannot be followed as it stands: ${why}.`,
  'policy-plan-invalid': (why) => `This plan of the policy lab cannot be run as it stands: ${why}.`,
  'policy-plan-too-large': (why) => `This plan is more than a browser should do in one go: ${why}.`,
  'bench-too-large': (why) => `This plan is more than a browser should do in one go: ${why}.`,
  'set-unknown': (set) => `This line runs on photographs that are not stored here: ${set}.`,
  'rows-gone': (rows) => `The log no longer holds the beginning of this stretch: it holds events ${rows}.`,
  'model-incompatible': (why) => `This model cannot judge this line: ${why}.`,
  'data-too-few': (label) => `${label}, too little to learn from and to test on.`,
  'label-duplicate': (names) => `There is a label of this name already: ${names}.`,
};

/** The words for a code: what happened, what is safe, what to do. The only place where user texts are made from errors. */
export function errorText(code: ErrorCode, about?: string): ErrorText {
  const [what, safe, advice, remedy] = TEXTS[code];
  const told = about === undefined || about.trim() === '' ? undefined : WITH_FACT[code]?.(withoutEnd(about));
  return { code, what: told === undefined ? what : withNamesIsolated(told), safe, advice, remedy };
}

/** A fact as part of a sentence: on one line, and without an end of its own. */
function withoutEnd(about: string): string {
  return about.replace(/[\s\p{Cc}]+/gu, ' ').trim().replace(/[.…]+$/u, '');
}

/** The words for anything thrown. */
export function errorTextOf(error: unknown): ErrorText {
  return errorText(codeOf(error), aboutOf(error));
}

/** What happened and what to do, for a script. */
export function errorAdviceOf(error: unknown): string {
  const { what, advice } = errorTextOf(error);
  return `${what} ${advice}`;
}

/** One line for a status message: what happened and what is safe. */
export function errorLineOf(error: unknown): string {
  const { what, safe } = errorTextOf(error);
  return `${what} ${safe}`;
}
