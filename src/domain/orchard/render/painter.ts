/** How a species is drawn. */
export interface Painter {
  readonly kind: string;
}
