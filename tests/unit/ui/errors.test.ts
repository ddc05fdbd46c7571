import { describe, expect, it } from 'vitest';
import { ERROR_CODES, OrchardError } from '../../../src/domain/common/errors.ts';
import { pathOf, SCREENS } from '../../../src/domain/world/share/address.ts';
import { LOOP } from '../../../src/ui/shell/screens.ts';
import { errorLineOf, errorText, errorTextOf } from '../../../src/ui/errors.ts';

describe('error texts', () => {
  it.each(ERROR_CODES)('%s says what happened, what is safe and what to do', (code) => {
    const text = errorText(code);
    expect(text.code).toBe(code);
    for (const sentence of [text.what, text.safe, text.advice]) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toMatch(/[<>{}]|undefined|worker-|\berror\b/i);
      expect(sentence.length).toBeLessThan(110);
    }
    expect(text.remedy.label).toMatch(/^[A-Z]/);
  });

  it('leads only to screens that exist', () => {
    for (const code of ERROR_CODES) {
      const { remedy } = errorText(code);
      if (remedy.kind === 'goto') expect(SCREENS.map((screen) => `#/${pathOf(screen)}`)).toContain(remedy.href);
    }
  });

  it('offers a way on without a camera whenever the camera fails', () => {
    for (const code of ERROR_CODES.filter((c) => c.startsWith('camera-') && c !== 'camera-lost')) expect(errorText(code).safe).toMatch(/without a camera/);
  });

  it('finds words for whatever is thrown', () => {
    expect(errorTextOf(new OrchardError('label-empty', 'x')).code).toBe('label-empty');
    expect(errorTextOf(new DOMException('', 'QuotaExceededError')).code).toBe('storage-full');
    expect(errorTextOf('anything').code).toBe('internal');
    expect(errorLineOf(new OrchardError('camera-denied'))).toContain('allowed');
  });

  it('has every stop of the loop among the screens', () => {
    for (const { screen } of LOOP) expect(SCREENS).toContain(screen);
  });
});
