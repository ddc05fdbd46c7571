/** Where the lamp stands when nothing else is said: upper left, in the picture plane, radians counter-clockwise from the right. */
export const LAMP_ANGLE = 2.25;
