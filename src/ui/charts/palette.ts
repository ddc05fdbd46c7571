/** Colour tokens that drawings on a canvas need; names as in the style sheet, without the dashes. */
const TOKENS = [
  'paper', 'sheet', 'well', 'ink', 'ink2', 'ink3', 'accent', 'onacc', 'alert', 'warn', 'line', 'rule', 'rule2',
  'covariate', 'prior', 'concept', 'fault', 'ref', 'challenger',
] as const;
type Token = (typeof TOKENS)[number];

/** Resolved colours of the theme in force, as `rgb(r, g, b)`, and the two families of type. */
export type Palette = Record<Token, string> & { dark: boolean; sans: string; serif: string; remPx: number };

/** Reads the tokens as they hold for an element. A canvas knows no custom properties, and a probe resolves every way to write a colour. */
export function readPalette(element: HTMLElement): Palette {
  const probe = document.createElement('div');
  probe.hidden = true;
  for (const token of TOKENS) {
    const swatch = document.createElement('i');
    swatch.style.color = `var(--${token})`;
    probe.append(swatch);
  }
  element.append(probe);
  const colours = Object.fromEntries(TOKENS.map((token, i) => [token, getComputedStyle(probe.children[i]!).color])) as Record<Token, string>;
  const style = getComputedStyle(element);
  probe.remove();
  return {
    ...colours,
    dark: luminance(colours.paper) < 0.5,
    sans: style.getPropertyValue('--sans').trim() || 'system-ui, sans-serif',
    serif: style.getPropertyValue('--serif').trim() || 'Georgia, serif',
    remPx: parseFloat(getComputedStyle(document.documentElement).fontSize) || 16,
  };
}

/** Calls back whenever the theme or the size of type may have changed; returns the way to stop. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'data-theme', 'style'] });
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', changed);
  let stopped = false;
  void document.fonts?.ready.then(() => stopped || changed());
  return () => {
    stopped = true;
    observer.disconnect();
    dark.removeEventListener('change', changed);
  };
}

/** A resolved colour with another opacity, 0..1. */
export function withAlpha(colour: string, alpha: number): string {
  const [r = 0, g = 0, b = 0] = channels(colour);
  return `rgb(${r} ${g} ${b} / ${alpha})`;
}

const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
