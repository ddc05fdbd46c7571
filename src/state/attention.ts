import { withNamesIsolated } from '../domain/common/isolated.ts';

/** Asks whether the browser may notify. False when it may not, or cannot. */
export async function askToNotify(): Promise<boolean> {
  return 'Notification' in globalThis && (await Notification.requestPermission()) === 'granted';
}

/** Notifies while the page is out of sight. A later notice replaces an earlier one. */
export function notify(title: string, body: string): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted' || !document.hidden) return;
  try {
    new Notification(withNamesIsolated(title), { body: withNamesIsolated(body), tag: 'orchard' });
  } catch {
    // Some phones notify from service workers alone.
  }
}

/** Two soft tones. */
export function chime(): void {
  const audio = new AudioContext();
  const out = audio.createGain();
  out.connect(audio.destination);
  out.gain.setValueAtTime(0, audio.currentTime);
  out.gain.linearRampToValueAtTime(0.06, audio.currentTime + 0.02);
  out.gain.exponentialRampToValueAtTime(0.0005, audio.currentTime + 0.9);
  for (const [hertz, afterSeconds] of [[523.25, 0], [659.25, 0.14]] as const) {
    const tone = audio.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(out);
    tone.start(audio.currentTime + afterSeconds);
    tone.stop(audio.currentTime + 1);
  }
  setTimeout(() => void audio.close(), 1200);
}
