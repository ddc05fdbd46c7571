/** A finite number in decimal notation, whole: what PromQL's bounds, Go's templates and Prometheus' text format have in common. */
export const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/u;
