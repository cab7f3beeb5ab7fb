/** What YAML text is read to: nodes that know where they stand. */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly start: number;
  readonly text: string;
  /** Written without quotes and not as a block, so that YAML may take it for something else than text. */
  readonly plain: boolean;
}
export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
}
export interface MappingNode {
  readonly kind: "mapping";
  readonly start: number;
  /** Every key once; a key that stood twice was reported, and its first value kept. */
  readonly entries: readonly Entry[];
}
export interface SequenceNode {
  readonly kind: "sequence";
  readonly start: number;
  readonly items: readonly Node[];
}
export type Node = ScalarNode | MappingNode | SequenceNode;
