import type { Painter } from '../render/stage.ts';
import type { Species } from '../world.ts';
import { paintApple } from './apple.ts';
import { paintAvocado } from './avocado.ts';
import { paintBanana } from './banana.ts';
import { paintLemon } from './lemon.ts';
import { paintMango } from './mango.ts';
import { paintOrange } from './orange.ts';
import { paintStrawberry } from './strawberry.ts';
import { paintTomato } from './tomato.ts';

/** Who draws which species. Apart from the catalogue, so that what only needs names and thresholds loads no paint. */
export const PAINTERS: Readonly<Record<Species, Painter>> = {
  apple: paintApple,
  banana: paintBanana,
  tomato: paintTomato,
  mango: paintMango,
  strawberry: paintStrawberry,
  orange: paintOrange,
  lemon: paintLemon,
  avocado: paintAvocado,
};
