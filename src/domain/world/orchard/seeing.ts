import type { Light, World } from './world.ts';

/** What of a world shows on a fruit that is photographed: its light, the lens before it and the sensor behind. Units are those of `World`; `dead` is the share of dead pixels. */
export interface Seeing extends Light {
  blur: number;
  dust: number;
  noise: number;
  dead: number;
}

/** Where the lamp stands when nothing else is said: upper left, in the picture plane, radians counter-clockwise from the right. */
export const LAMP_ANGLE = 2.25;

/** Daylight through a clean lens, on a sensor without grain. */
export const CLEAR: Seeing = { exposure: 0, warmth: 0, blur: 0, dust: 0, noise: 0, dead: 0 };

export function seeingOf({ light, camera: { blur, dust, noise }, faults: { dead } }: World): Seeing {
  return { ...light, blur, dust, noise, dead };
}
