import { codeOf, detailOf, ERROR_CODES, messageOf, OrchardError } from '../../../src/domain/common/errors.ts';
import { errorTextOf } from '../../../src/ui/errors.ts';
import { damagedText, pick } from '../mutate.ts';
import { Broken, type Target } from '../target.ts';

const ABOUTS = ['one record', '160 records', '\u202egnp.elppa', '\u2068a', 'a\u2069\u202eb', '\u0646\u0627\u0636\u062c', '<b>x</b>', '', '0', '12 MB', 'byte 7', 'undefined'];
const SIGNS = ['\u202e', '\u202d', '\u2066', '\u2067', '\u2068', '\u2069', '\n', '\0', '<', '}', '\ud800'];
const STACK = 'x\n    at parse (http://localhost:4173/assets/main-abc.js:1:2345)\n    at async run (blob:http://localhost/1:2:3)';

const OPENING = /[\u202a\u202b\u202d\u202e\u2066\u2067\u2068]/u;

/** Whether whatever is opened in a text that turns its direction is closed in it again. */
function isBalanced(text: string): boolean {
  const open: string[] = [];
  for (const sign of text) {
    if (OPENING.test(sign)) open.push(sign);
    else if (sign === '\u202c' && /[\u202a-\u202e]/u.test(open.at(-1) ?? '')) open.pop();
    else if (sign === '\u2069') {
      const at = open.findLastIndex((each) => /[\u2066-\u2068]/u.test(each));
      if (at >= 0) open.length = at;
    }
  }
  return open.length === 0;
}

/** Sentences that are made of errors, of whatever was thrown. */
export const MESSAGES: readonly Target[] = [
  {
    name: 'message',
    make(random) {
      const about = damagedText(random, pick(random, ABOUTS), SIGNS).slice(0, 500);
      const code = pick(random, ERROR_CODES);
      const thrown = pick<() => unknown>(random, [
        () => new OrchardError(code, STACK, { about }), () => new OrchardError(code, about, { about }), () => ({ code, about }), () => new TypeError(STACK),
        () => new DOMException(about, 'AbortError'), () => about, () => null, () => undefined, () => ({ code: about }), () => new RangeError('Maximum call stack size exceeded'),
        () => Object.assign(new Error(about), { stack: STACK }),
      ])();
      return {
        input: thrown,
        run() {
          const { what, safe, advice } = errorTextOf(thrown);
          for (const sentence of [what, safe, advice]) {
            if (!/^\S.*[.?!]$/su.test(sentence)) throw new Broken(`no sentence: ${JSON.stringify(sentence)}`);
            if (!isBalanced(sentence)) throw new Broken(`a sentence that turns what stands after it: ${JSON.stringify(sentence)}`);
          }
          for (const said of [detailOf(thrown), messageOf(thrown)]) {
            if (/\bat .*\(|\w:\d+:\d+/u.test(said) && !about.includes(said.slice(-20))) throw new Broken(`a stack in a message: ${said}`);
            if (said.length > 700) throw new Broken(`a message of ${said.length} characters`);
          }
          if (!(ERROR_CODES as readonly string[]).includes(codeOf(thrown))) throw new Broken('no code of the closed set');
        },
      };
    },
  },
];
